import InfluxBridge
import KafkaTransport
import Testing

@Suite struct LineEncoderTests {
    @Test(arguments: [
        (
            #"{"labels":{"__name__":"node_sockstat_TCP_alloc","instance":"192.168.0.107:9100","job":"node"},"name":"node_sockstat_TCP_alloc","timestamp":"2020-01-18T13:45:29Z","value":"35"}"#,
            "node_sockstat_TCP_alloc,__name__=node_sockstat_TCP_alloc,instance=192.168.0.107:9100,job=node value=35 1579355129"
        ),
        (
            #"{"labels":{"path":"C:\\a b,c=d\\"},"name":"m","timestamp":"2020-01-18T10:45:29.9-03:00","value":"+1.50"}"#,
            #"m,__name__=m,path=C:\a\ b\,c\=d value=1.50 1579355129"#
        ),
        (
            #"{"labels":{"empty":"","text":"a\nb\u00e9"},"name":"m","timestamp":"1","value":"1"}"#,
            #"m,__name__=m,text=a\nbé value=1 1"#
        ),
    ])
    func writesMetrics(message: String, line: String) {
        #expect(lines([message], .metric).lines == line + "\n")
    }

    @Test(arguments: [
        (
            #"{ "measurement": "sla_slice_1_estimations", "values": [123.456], "time": "1579355159.0", "tags": {} }"#,
            "sla_slice_1_estimations value=123.456 1579355159"
        ),
        (
            #"{ "measurement": "cassandra 1", "values": [24.94, 7], "time": "1579355129", "tags": {"a b": "c,d"} }"#,
            #"cassandra\ 1,a\ b=c\,d value=24.94,value_2=7 1579355129"#
        ),
        (
            #"{ "measurement": "sro_slice_1_logs", "values": [], "time": "1579355134", "tags": {"message": "say \"up\" \\ 2,\nnow"} }"#,
            #"sro_slice_1_logs message="say \"up\" \\ 2,\\nnow" 1579355134"#
        ),
    ])
    func writesMeasurements(message: String, line: String) {
        #expect(lines([message], .measurement).lines == line + "\n")
    }

    @Test func leavesOutWhatInfluxDBCannotHoldAndCountsIt() {
        let (lines, counts) = lines(
            [
                #"{ "measurement": "m", "values": [nan], "time": "1", "tags": {} }"#,
                #"{ "measurement": "m", "values": [], "time": "1", "tags": {} }"#,
                #"{ "measurement": "m", "values": [-inf, 2], "time": "1", "tags": {} }"#,
                "garbage",
            ],
            .measurement
        )
        #expect(lines == "m value=2 1\n")
        #expect(counts.messages == 4)
        #expect(counts.lines == 1)
        #expect(counts.notFinite == 2)
        #expect(counts.malformed == 1)
        let metric = self.lines([#"{"name":"m","timestamp":"1","value":"NaN"}"#], .metric)
        #expect(metric.lines.isEmpty && metric.counts.notFinite == 1)
    }

    @Test func keepsSeriesApartWhenThereAreMoreThanItHasRoomFor() {
        var encoder = LineEncoder(.metric, precision: .milliseconds, seriesCapacity: 10)
        var batch = LineBatch()
        var expected = ""
        for round in 0..<3 {
            for number in 0..<25 {
                let text = #"{"labels":{"n":"\#(number)"},"name":"m","timestamp":"\#(round)","value":"\#(number)"}"#
                Array(text.utf8).withUnsafeBufferPointer { encoder.append($0, to: &batch) }
                expected += "m,__name__=m,n=\(number) value=\(number) \(round * 1_000)\n"
            }
        }
        #expect(String(decoding: batch.bytes, as: UTF8.self) == expected)
        let (first, second) = batch.halves
        #expect(first.count + second.count == batch.count)
        #expect(first.bytes + second.bytes == batch.bytes)
    }

    private func lines(_ messages: [String], _ format: LineEncoder.Format) -> (
        lines: String, counts: LineEncoder.Counts
    ) {
        var encoder = LineEncoder(format)
        var batch = LineBatch()
        for message in messages { Array(message.utf8).withUnsafeBufferPointer { encoder.append($0, to: &batch) } }
        return (String(decoding: batch.bytes, as: UTF8.self), encoder.counts)
    }
}
