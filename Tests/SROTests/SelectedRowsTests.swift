import SRO
import Store
import Testing

@Suite struct SelectedRowsTests {
    private static let map = """
        metricHash,metricInfo
        7726551a4b5861acf9598b03f676222f5d10656d,"OrderedDict([('__name__', 'node_sockstat_TCP_alloc'), ('instance', '192.168.0.107:9100'), ('job', 'node')])"
        ab,"{'job': 'node', '__name__': 'node_network_receive_bytes_total', 'instance': 'a:9100'}"
        """

    @Test func namesTheColumnsAsScrapingDoes() throws {
        let read = try SelectedRows(
            selected: "timestamp,7726551a4b5861acf9598b03f676222f5d10656d,ab\r\n10,35,1.5\r\n11,,2\r\n",
            map: Self.map,
            flavor: "1"
        )
        #expect(
            read.columns.map(\.name) == [
                #"node_sockstat_TCP_alloc{instance="192.168.0.107:9100",job="node"}"#,
                #"node_network_receive_bytes_total{instance="a:9100",job="node"}"#,
            ]
        )
        #expect(read.columns.map(\.kind) == [.untyped, .counter])
        #expect(read.rows.map(\.second) == [10, 11])
        #expect(read.rows[0].numbers == [35, 1.5])
        #expect(read.rows[1].numbers[0].isNaN)
    }

    @Test(arguments: [
        ("", "x_selected is empty"),
        ("timestamp,other\n1,2", "other is not in timeserie_map"),
        ("time,ab\n1,2", "line 1"),
        ("timestamp,ab\n1", "line 2"),
        ("timestamp,ab\nx,1", "line 2"),
        ("timestamp,ab\n", "no row"),
    ])
    func saysWhatIsWrong(selected: String, words: String) {
        let error = #expect(throws: OrchestrationError.self) {
            try SelectedRows(selected: selected, map: Self.map, flavor: "1")
        }
        #expect(error?.description.contains(words) == true)
    }

    @Test func readsPythonsQuotesAndEscapes() throws {
        let pairs = try #require(PythonDictionary.pairs(in: #"{'a': "it's", 'b\n': '\\\x41\u00e9'}"#))
        #expect(pairs.map(\.0) == ["a", "b\n"])
        #expect(pairs.map(\.1) == ["it's", "\\Aé"])
    }

    @Test(arguments: ["{'a'}", "{'a': 1}", "{'a: 'b'}", #"{'a': '\q'}"#, #"{'a': '\x4"#, "__import__('os')"])
    func refusesWhatIsNoDictionaryOfTexts(text: String) {
        #expect(PythonDictionary.pairs(in: text) == nil)
    }
}
