import Hummingbird
import SRO

extension Routes {
    /// `POST /-/reload`, as Prometheus has it.
    func addReload(to router: Router<BasicRequestContext>) {
        guard let reloading = parts.reloading else { return }
        router.post("/-/reload") { _, _ in
            try JSONText.response(["slices": try await reloading.reload()])
        }
    }
}
