import Hummingbird

extension Routes {
    func addOpenAPI(to router: Router<BasicRequestContext>) {
        // JSON is YAML, too (YAML 1.2.2, section 1.3).
        for path in ["/api/v1/openapi.json", "/api/v1/openapi.yaml"] {
            router.get(RouterPath(path)) { _, _ in
                var response = try JSONText.response(OpenAPIDocument.node(version: version))
                if path.hasSuffix("yaml") { response.headers[.contentType] = "application/yaml" }
                return response
            }
        }
    }
}
