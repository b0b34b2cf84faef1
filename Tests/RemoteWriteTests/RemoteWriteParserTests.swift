import MetricModel
import ProtobufWire
import RemoteWrite
import Snappy
import TestSupport
import Testing

@Suite struct RemoteWriteParserTests {
    private typealias Samples = [(Int64, Double)]

    private func one(_ series: [([(String, String)], Samples)]) -> [UInt8] {
        var writer = ProtobufWriter()
        for (labels, samples) in series {
            writer.message(1) { series in
                for (name, value) in labels {
                    series.message(1) {
                        $0.text(1, name)
                        $0.text(2, value)
                    }
                }
                append(samples, to: &series)
            }
        }
        return writer.bytes
    }

    private func two(_ symbols: [String], _ series: [([UInt64], Samples)], histograms: Int = 0) -> [UInt8] {
        var writer = ProtobufWriter()
        for symbol in symbols { writer.text(4, symbol) }
        for (references, samples) in series {
            writer.message(5) { series in
                series.packed(1, references)
                append(samples, to: &series)
                for _ in 0..<histograms { series.text(3, "") }
            }
        }
        return writer.bytes
    }

    private func append(_ samples: Samples, to series: inout ProtobufWriter) {
        for (time, value) in samples {
            series.message(2) {
                $0.double(1, value)
                $0.signed(2, time)
            }
        }
    }

    private let up = [("__name__", "up"), ("instance", "pi:9100"), ("empty", "")]

    @Test func readsVersionOneWithItsStaleMarker() throws {
        let message = one([(up, [(1_000, 1), (2_000, Sample.staleMarker)])])
        let batch = try RemoteWriteParser().parse(try Snappy.compress(message), .one)
        #expect(batch.series == [.init(name: "up", labels: ["instance": "pi:9100"], samples: 0..<2)])
        #expect(batch.samples.map(\.timestampMilliseconds) == [1_000, 2_000])
        #expect(batch.samples.map(\.isStaleMarker) == [false, true])
        #expect(batch.rejectedCount == 0)
    }

    @Test func readsVersionTwoWithItsSymbols() throws {
        let symbols = ["", "__name__", "up", "job", "node"]
        let batch = try RemoteWriteParser().parse(message: two(symbols, [([1, 2, 3, 4], [(7, 0.5)])]), .two)
        #expect(batch.series == [.init(name: "up", labels: ["job": "node"], samples: 0..<1)])
        #expect(batch.samples == [.init(timestampMilliseconds: 7, value: 0.5)])
    }

    @Test(arguments: [
        ([("job", "node")], "a series has no name"),
        ([("__name__", "0up")], "\"0up\" is not the name of a metric"),
        ([("__name__", "up"), ("a-b", "1")], "\"a-b\" is not the name of a label"),
        ([("__name__", "up"), ("a", "1"), ("a", "2")], "a label of up is there twice"),
    ])
    func takesWhatIsValidBesideWhatIsNot(labels: [(String, String)], reason: String) throws {
        let batch = try RemoteWriteParser().parse(message: one([(labels, [(1, 1), (2, 2)]), (up, [(3, 3)])]), .one)
        #expect(batch.series.map(\.name) == ["up"])
        #expect(batch.samples == [.init(timestampMilliseconds: 3, value: 3)])
        #expect(batch.rejectedCount == 2)
        #expect(batch.firstRejection == reason)
    }

    @Test func leavesOutATimeThatIsNoDate() throws {
        let batch = try RemoteWriteParser().parse(message: one([(up, [(.max, 1), (5, 2), (-1, 3)])]), .one)
        #expect(batch.samples == [.init(timestampMilliseconds: 5, value: 2)])
        #expect(batch.rejectedCount == 2)
    }

    @Test(arguments: [[1], [1, 2, 3], [1, 99], [1, .max]] as [[UInt64]])
    func leavesOutReferencesToNothing(references: [UInt64]) throws {
        let batch = try RemoteWriteParser().parse(message: two(["", "__name__", "up"], [(references, [(1, 1)])]), .two)
        #expect(batch.series.isEmpty)
        #expect(batch.samples.isEmpty)
        #expect(batch.rejectedCount == 1)
    }

    @Test func saysThatNativeHistogramsAreNotTaken() throws {
        let message = two(["", "__name__", "up"], [([1, 2], [(1, 1)])], histograms: 2)
        let batch = try RemoteWriteParser().parse(message: message, .two)
        #expect(batch.samples.count == 1)
        #expect(batch.rejectedCount == 2)
    }

    @Test func refusesMoreSeriesSamplesAndBytesThanAllowed() throws {
        var limits = RemoteWriteLimits()
        (limits.series, limits.samples, limits.bytes, limits.labels) = (1, 2, 200, 3)
        let parser = RemoteWriteParser(limits: limits)
        #expect(throws: RemoteWriteError.tooLarge(what: "series", count: 2, limit: 1)) {
            try parser.parse(message: one([(up, [(1, 1)]), (up, [(1, 1)])]), .one)
        }
        #expect(throws: RemoteWriteError.tooLarge(what: "samples", count: 3, limit: 2)) {
            try parser.parse(message: one([(up, [(1, 1), (2, 2), (3, 3)])]), .one)
        }
        #expect(throws: RemoteWriteError.tooLarge(what: "labels of a series", count: 4, limit: 3)) {
            try parser.parse(message: one([(up + [("a", "b")], [(1, 1)])]), .one)
        }
        let block = try Snappy.compress(Array(repeating: 0, count: 201))
        #expect(throws: RemoteWriteError.tooLarge(what: "bytes", count: 201, limit: 200)) {
            try parser.parse(block, .one)
        }
    }

    @Test(arguments: RemoteWriteVersion.allCases) func survivesWhatIsDamaged(version: RemoteWriteVersion) throws {
        let parser = RemoteWriteParser()
        let whole =
            version == .one
            ? one([(up, [(1, 1), (2, 2)])]) : two(["", "__name__", "up"], [([1, 2], [(1, 1), (2, 2)])])
        var random = SplitMix64(seed: 20_261_124)
        for _ in 0..<2_000 {
            var bytes = whole
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            do throws(RemoteWriteError) {
                let batch = try parser.parse(message: bytes, version)
                #expect(batch.series.reduce(0) { $0 + $1.samples.count } == batch.samples.count)
            } catch {
                guard case .malformed = error else {
                    Issue.record("\(error) for \(bytes)")
                    continue
                }
            }
        }
    }

    @Test(
        arguments: [
            ("application/x-protobuf", .one),
            ("application/x-protobuf;proto=prometheus.WriteRequest", .one),
            ("Application/X-Protobuf; proto=io.prometheus.write.v2.Request", .two),
            // Prometheus's own receiver takes 1.0 from senders that do not say what they send.
            (nil, .one), ("", .one),
        ] as [(String?, RemoteWriteVersion)]
    )
    func understandsContentTypes(type: String?, version: RemoteWriteVersion) throws {
        #expect(try RemoteWriteVersion(contentType: type, contentEncoding: "snappy") == version)
    }

    @Test(
        arguments: [
            ("application/json", "snappy"), ("application/x-protobuf", "gzip"), (nil, "gzip"), (";", "snappy"),
            ("application/x-protobuf;proto=io.prometheus.write.v3.Request", "snappy"),
        ] as [(String?, String)]
    )
    func doesNotPretendToUnderstandOthers(type: String?, encoding: String) {
        #expect(throws: RemoteWriteError.self) {
            try RemoteWriteVersion(contentType: type, contentEncoding: encoding)
        }
    }
}
