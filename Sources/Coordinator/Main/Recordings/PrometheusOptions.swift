public import ArgumentParser
import Foundation
import HTTPClient
public import IMA
import PrometheusAPI

/// The words that name a Prometheus server on the command line.
struct PrometheusOptions: ParsableArguments {
    @Option(help: "Where Prometheus is.")
    var prometheus = "http://127.0.0.1:9090"
    @Option(help: "A file with the token to show there.")
    var tokenFile: String?
    @Option(help: "A file with the authorities that its certificate may be signed by.")
    var caFile: String?
    @Option(help: "How to read samples: auto, remote-read or query-range.")
    var method = Extractor.Method.automatic

    func validate() throws {
        guard prometheus.hasPrefix("http://") || prometheus.hasPrefix("https://") else {
            throw ValidationError("--prometheus is neither http:// nor https://: \(prometheus)")
        }
    }

    func client() throws -> PrometheusClient {
        PrometheusClient(
            client: try HTTPClient(authorityFile: caFile),
            url: prometheus,
            credentials: tokenFile.map { .bearer(file: $0) }
        )
    }

    func extractor() throws -> Extractor { Extractor(client: try client(), method: method) }
}

extension Extractor.Method: ExpressibleByArgument {}
extension Extraction.Naming: ExpressibleByArgument {}

/// A moment on the command line: UTC seconds, or `2026-11-24T19:00:00Z`.
struct Moment: ExpressibleByArgument {
    let second: Int64

    init?(argument: String) {
        if let second = Int64(argument), (0..<100_000_000_000).contains(second) {
            self.second = second
        } else if let date = try? Date(argument, strategy: .iso8601) {
            second = Int64(date.timeIntervalSince1970)
        } else {
            return nil
        }
    }
}
