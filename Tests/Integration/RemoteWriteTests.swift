import Foundation
import Testing

/// A real Prometheus writes to `coordinator receive`, which is killed again and again; a real broker, the bridge and InfluxDB
/// have to have every sample in the end.
@Suite(.serialized, .enabled(if: RemoteWritePeers.obstacle == nil, "\(RemoteWritePeers.obstacle ?? "")"))
struct RemoteWriteTests {
    @Test(.timeLimit(.minutes(5))) func losesNoSampleOfPrometheusWhenItIsKilled() throws {
        let peers = try RemoteWritePeers()
        defer { peers.streams.stop() }
        var receiver = try peers.startReceiver()
        let prometheus = try peers.startPrometheus()
        try peers.streams.wait("the first samples") { try peers.times().count > 4 }
        for seconds in stride(from: 0.1, to: 1, by: 0.1) {
            Thread.sleep(forTimeInterval: seconds)
            kill(receiver.processIdentifier, SIGKILL)
            receiver.waitUntilExit()
            receiver = try peers.startReceiver()
        }
        let wanted = Set(try peers.times())
        #expect(wanted.count > 10)

        let bridge = try peers.streams.startCoordinator(
            [
                "bridge", "--influx", peers.streams.influxURL, "--stream", "\(peers.topic)=samples:metric",
                "--precision", "ms", "--start", "earliest", "--linger", "0.1", "--kafka", peers.streams.brokers,
            ],
            log: "bridge.log"
        )
        // InfluxDB keeps one point for each time, so that what came twice counts once.
        try peers.streams.wait("\(wanted.count) samples in InfluxDB") {
            wanted.isSubset(of: try peers.timesInInflux("samples"))
        }
        prometheus.terminate()
        prometheus.waitUntilExit()
        bridge.terminate()
        receiver.terminate()
        receiver.waitUntilExit()
        #expect(receiver.terminationStatus == 0)
    }
}
