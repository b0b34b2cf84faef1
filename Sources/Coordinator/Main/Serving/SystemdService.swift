import SRO
import ServiceLifecycle
import SystemdNotification

/// Shows systemd that the slices are alive, not only the process.
struct SystemdService: Service {
    let systemd: ServiceNotification
    let orchestration: Orchestration

    func run() async throws {
        guard let interval = systemd.watchdogMilliseconds else {
            try await gracefulShutdown()
            systemd.send("STOPPING=1")
            return
        }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A slice that is stuck does not answer, and systemd starts the program again.
                for id in orchestration.sliceIDs { _ = try? await orchestration.status(of: id) }
                systemd.send("WATCHDOG=1")
                do { try await Task.sleep(for: .milliseconds(interval)) } catch { break }
            }
        }
        systemd.send("STOPPING=1")
    }
}
