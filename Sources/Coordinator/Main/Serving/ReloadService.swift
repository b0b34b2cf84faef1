import Logging
import SRO
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again at each SIGHUP.
struct ReloadService: Service {
    let reloading: Reloading
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                let count = try await reloading.reload()
                logger.notice("the configuration was read again", metadata: ["slices": "\(count)"])
            } catch {
                logger.error("\(error)")
            }
        }
    }
}
