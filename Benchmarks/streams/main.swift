import Glibc
import KafkaTransport
import MetricModel

// Kafka messages to the rows of slices, on one core: parse, route by series, align by second. One message in six belongs to
// nobody, as with topics that several slices share.

let sliceCount = 4
let seriesOfASlice = 15
let strangers = 12
let secondCount = 14_000
let firstSecond: Int64 = 1_579_355_129

func labels(_ host: Int) -> Labels { ["instance": "192.168.0.\(host):9100", "job": "node"] }

func name(_ place: Int) -> MetricName {
    MetricName(validating: "node_sockstat_TCP_metric_\(place)") ?? "node_sockstat_TCP_alloc"
}

let slices = (0..<sliceCount).map { slice in
    SliceSeries(
        slice: slice,
        series: (0..<seriesOfASlice).map { SeriesID(name: name($0), labels: labels(100 + slice)) }
    )
}

var bytes: [UInt8] = []
var ends: [Int] = []
for second in 0..<secondCount {
    for host in 0..<sliceCount + 1 {
        for place in 0..<(host < sliceCount ? seriesOfASlice : strangers) {
            let message = MetricMessage(
                name: name(place),
                labels: labels(100 + host),
                timestampMilliseconds: (firstSecond + Int64(second)) * 1_000,
                value: Double((second &* 31 &+ place &* 7) % 10_000) / 4
            )
            message.encode(to: &bytes)
            ends.append(bytes.count)
        }
    }
}

var best = Double.infinity
var rowCount = 0
for _ in 0..<3 {
    var assembler = RowAssembler(slices)
    rowCount = 0
    let begin = clock()
    bytes.withUnsafeBufferPointer { all in
        var start = 0
        for (place, end) in ends.enumerated() {
            assembler.append(UnsafeBufferPointer(rebasing: all[start..<end]))
            start = end
            if place % 2_000 == 1_999 { rowCount += assembler.takeRows().count }
        }
    }
    rowCount += assembler.takeRows().count
    best = min(best, Double(clock() - begin) / Double(CLOCKS_PER_SEC))
}
print(
    """
    {"what": "Kafka messages to rows, one core", "messages": \(ends.count), "rows": \(rowCount), \
    "messages_a_cpu_second": \(Int(Double(ends.count) / best)), "bar": 400000, "mlo_v2": 39946}
    """
)
