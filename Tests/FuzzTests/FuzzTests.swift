import API
import Checksum
import ChunkEncoding
import Exposition
import Foundation
import KafkaTransport
import PrometheusAPI
import ProtobufWire
import Recordings
import RemoteWrite
import Snappy
import Testing
import coordinator

/// Everything that reads bytes from outside, given bytes that nobody would send: an error at most, in no time, without growth.
///
/// `FUZZ_COUNT=100000 swift test --filter FuzzTests` gives each parser a hundred thousand.
@Suite(.serialized) struct FuzzTests {
    /// No input of at most 64 KiB may take longer, also on a busy machine.
    private static let longest = Duration.seconds(5)
    /// What the process may have grown by in the end, bytes: caches of the allocator, not what inputs leave behind.
    private static let growth = 64 << 20

    /// Gives mutated inputs to a parser; how many it takes is up to it.
    private func fuzz(_ corpus: [[UInt8]], seed: UInt64 = 5, _ parse: ([UInt8]) -> Void) throws {
        var mutation = Mutation(of: corpus, seed: seed)
        for _ in 0..<500 { parse(mutation.next()) }
        let before = try Self.residentBytes()
        let clock = ContinuousClock()
        for round in 0..<Mutation.count {
            let input = mutation.next()
            let duration = clock.measure { parse(input) }
            #expect(duration < Self.longest, "input \(round) of \(input.count) bytes took \(duration)")
        }
        let after = try Self.residentBytes()
        #expect(after - before < Self.growth, "grew from \(before) to \(after) bytes")
    }

    private static func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return pages * 4_096
    }

    private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static let page = """
        # HELP node_load1 1m load average.
        # TYPE node_load1 gauge
        node_load1{job="a\\"b\\n",instance="10.0.0.7:9100"} 0.25 1700000000000
        # TYPE requests counter
        requests_total{le="+Inf"} 1e9 # {trace="x"} 1 2
        # TYPE latency histogram
        latency_bucket{le="0.5"} 3
        latency_bucket{le="+Inf"} 4
        latency_sum 1.5
        latency_count 4

        """

    @Test(.timeLimit(.minutes(30))) func theTextFormat() throws {
        try fuzz(bytes(Self.page)) { _ = try? TextFormat.parse($0) }
    }

    @Test(.timeLimit(.minutes(30))) func openMetrics() throws {
        try fuzz(bytes(Self.page + "# EOF\n")) { _ = try? OpenMetrics.parse($0) }
    }

    @Test(.timeLimit(.minutes(30)), arguments: [RemoteWriteVersion.one, .two])
    func remoteWrite(version: RemoteWriteVersion) throws {
        let parser = RemoteWriteParser()
        var writer = ProtobufWriter()
        for series in 0..<8 {
            if version == .one {
                writer.message(1) { message in
                    for (name, value) in [("__name__", "up"), ("instance", "pi\(series)")] {
                        message.message(1) {
                            $0.text(1, name)
                            $0.text(2, value)
                        }
                    }
                    message.message(2) {
                        $0.double(1, 1.5)
                        $0.signed(2, 1_700_000_000_000)
                    }
                }
            } else {
                for symbol in ["", "__name__", "up"] { writer.text(4, symbol) }
                writer.message(5) { message in
                    message.packed(1, [1, 2])
                    message.message(2) {
                        $0.double(1, 1.5)
                        $0.signed(2, 1_700_000_000_000)
                    }
                }
            }
        }
        try fuzz([writer.bytes]) { _ = try? parser.parse(message: $0, version) }
        try fuzz([try Snappy.compress(writer.bytes)]) { _ = try? parser.parse($0, version) }
    }

    @Test(.timeLimit(.minutes(30))) func messagesOfKafka() throws {
        let corpus = bytes(
            #"{"labels":{"__name__":"up","instance":"10.0.0.7:9100"},"name":"up","timestamp":"2020-01-18T13:45:29Z","value":"35"}"#,
            #"{ "measurement": "cassandra_1", "values": [24.94, 1], "time": "1579355129.5", "tags": {"a": "b"} }"#
        )
        var decoder = SampleDecoder(seriesCapacity: 1_000)
        try fuzz(corpus) { input in
            input.withUnsafeBufferPointer { _ = decoder.decode($0) }
            _ = try? MetricMessage(parsing: input)
            _ = try? MeasurementMessage(parsing: input)
        }
    }

    @Test(.timeLimit(.minutes(30))) func csvFiles() throws {
        let corpus = bytes(
            "timestamp,R_99,\"a \"\"b\"\"\"\r\n1579355129,24.5,1\r\n1579355130,,\r\n",
            "node_load1,timestamp\n0.5,1579355129\n0.7,1579355130.0\nNaN,1579355131\n"
        )
        // In memory where there is such a folder: a disk would take most of the time.
        let shared = URL(filePath: "/dev/shm")
        let isShared = FileManager.default.isWritableFile(atPath: shared.path)
        let folder = isShared ? shared : FileManager.default.temporaryDirectory
        let file = folder.appending(path: "fuzz-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try fuzz(corpus) { input in
            // A file that cannot be written is no input.
            guard (try? Data(input).write(to: file)) != nil else { return }
            guard var reader = try? RecordingReader(file: file.path) else { return }
            var values: [Double] = []
            while (try? reader.next(into: &values)) ?? nil != nil {}
        }
        try fuzz(corpus) { input in
            _ = try? KPIText(parsing: input)
            let text = String(decoding: input, as: UTF8.self)
            _ = try? ProfileUpload(parsing: text, timestamps: "timestamp", kpi: "R_99")
        }
    }

    @Test(.timeLimit(.minutes(30))) func forms() throws {
        let corpus = bytes(
            "--b\r\nContent-Disposition: form-data; name=\"K\"\r\n\r\n15\r\n--b\r\nContent-Disposition: form-data; "
                + "name=\"YFile\"; filename=\"y\\\".csv\"\r\nContent-Type: text/csv\r\n\r\ntimestamp,R_99\n1,2\n\r\n--b--\r\n"
        )
        try fuzz(corpus) { _ = try? MultipartForm(parsing: $0, contentType: "multipart/form-data; boundary=b") }
        try fuzz(bytes("multipart/form-data; boundary=\"b\"; charset=x")) {
            _ = try? MultipartForm(parsing: corpus[0], contentType: String(decoding: $0, as: UTF8.self))
        }
    }

    @Test(.timeLimit(.minutes(30))) func configurations() throws {
        let corpus = bytes(
            """
            listen: 127.0.0.1:13131
            store: "store.sqlite" # the file
            kafka: {brokers: 'a:1,b:2', samples: [x, y], properties: &p {linger.ms: 5}}
            profile:
              inputs: 15
            slices:
              - id: "1"
                kpi: {name: R_99, unit: ms}
                sla: {upper: 1.8e2}
                flavors: [{id: low, settings: {rate: 10Mbit}, upgrade: high}, {id: high, downgrade: low}]
                name: >-
                  folded
                  text
            """
        )
        try fuzz(corpus) { _ = try? Configuration(String(decoding: $0, as: UTF8.self), file: "/fuzz.yaml") }
    }

    // MARK: Answers of Prometheus

    /// Chunks are damaged behind the checksum's back; the slower reader of the same format says the same of them.
    @Test(.timeLimit(.minutes(30))) func chunksOfPrometheus() throws {
        var chunk = XORChunk()
        for row in 0..<130 {
            chunk.append(Double(row * row % 77) / 8, at: Int64(row) * 1_000 + (row % 50 == 49 ? 3 : 0))
        }
        try fuzz([chunk.bytes]) { input in
            var (reader, sink) = (ChunkedReadResponse(), AnySamples())
            let isSound = reader.append(Self.frame(input), into: &sink)
            var bits: [UInt64] = []
            do {
                var slow = try XORChunkReader(input)
                while let (milliseconds, value) = try slow.next() {
                    bits += [UInt64(bitPattern: milliseconds), value.bitPattern]
                }
                #expect(isSound && sink.bits == bits)
            } catch {
                #expect(!isSound)
            }
        }
        try fuzz([Self.frame(chunk.bytes)]) { input in
            var (reader, sink) = (ChunkedReadResponse(), AnySamples())
            _ = reader.append(input, into: &sink)
        }
    }

    @Test(.timeLimit(.minutes(30))) func textsOfPrometheus() throws {
        let metric = #"{"__name__":"up","instance":"10.0.0.7:9100","job":"a\"b"}"#
        try fuzz(bytes(#"{"status":"success","data":[\#(metric),\#(metric)],"warnings":["x"]}"#)) {
            _ = SeriesAnswer.series(in: $0)
        }
        let values = (0..<40).map { #"[\#(1_700_000_000 + $0),"\#(Double($0) / 8)"]"# }.joined(separator: ",")
        let result = #"{"resultType":"matrix","result":[{"metric":\#(metric),"values":[\#(values)]}]}"#
        try fuzz(bytes(#"{"status":"success","data":\#(result)}"#)) { input in
            var (reader, sink) = (RangeAnswer(), AnySamples())
            _ = reader.append(input, into: &sink)
        }
    }

    /// A frame of one series with one chunk.
    private static func frame(_ chunk: [UInt8]) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.message(1) { series in
            series.message(1) {
                $0.text(1, "__name__")
                $0.text(2, "up")
            }
            series.message(2) {
                $0.varint(3, 1)
                $0.data(4, chunk)
            }
        }
        let message = writer.bytes
        let checksum = message.withUnsafeBytes { CRC32C.checksum(of: $0) }
        var (length, rest): ([UInt8], Int) = ([], message.count)
        while rest >= 0x80 {
            length.append(UInt8(rest & 0x7F | 0x80))
            rest >>= 7
        }
        return length + [UInt8(rest)] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> $0) } + message
    }

    /// Keeps times and values as they are.
    private struct AnySamples: PrometheusAPI.SampleSink {
        var bits: [UInt64] = []

        mutating func begin(_ series: PrometheusSeries) -> Bool { true }

        mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?) {
            for place in milliseconds.indices {
                bits += [UInt64(bitPattern: milliseconds[place]), values[place].bitPattern]
            }
        }
    }
}
