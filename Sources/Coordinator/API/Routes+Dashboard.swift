import Dashboard
import Foundation
import HTTPTypes
import Hummingbird

extension Routes {
    /// Nothing but what this program serves is loaded, nothing is framed.
    private static let contentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

    func addDashboard(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in Self.answer(to: request, with: DashboardFiles.page) }
        for file in DashboardFiles.parts {
            router.get(RouterPath("/dashboard/\(file.name)")) { request, _ in Self.answer(to: request, with: file) }
        }
        // Read once: an upgrade of the system's package is taken up with the next start.
        let library = (try? Data(contentsOf: URL(filePath: DashboardFiles.chartLibrary)))
            .map { DashboardFile(name: "chart.js", bytes: Array($0)) }
        router.get("/dashboard/chart.js") { request, _ in
            guard let library else {
                throw Problem(.notFound, "\(DashboardFiles.chartLibrary) is missing: install libjs-chart.js")
            }
            return Self.answer(to: request, with: library)
        }
    }

    /// A file, or that it has not changed; browsers ask each time, so that a new program is seen at once.
    private static func answer(to request: Request, with file: DashboardFile) -> Response {
        let tag = "\"\(file.tag)\""
        var headers = HTTPFields()
        headers[.eTag] = tag
        headers[.cacheControl] = "no-cache"
        headers[.contentSecurityPolicy] = contentSecurityPolicy
        headers[.xContentTypeOptions] = "nosniff"
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = file.contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
