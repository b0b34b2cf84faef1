import Hashing
import MetricModel
import Testing

@Suite struct SeriesIDTests {
    /// The series of MLO-V2's shipped recordings, which all have the job `node`.
    @Test(
        arguments: [
            ("node_netstat_Tcp_CurrEstab", "192.168.0.113:9100", "000b0a2509497719193b9623f5d8d3e229414d6a"),
            ("node_sockstat_TCP_alloc", "192.168.0.116:9100", "098bf8ea1c5269231226736e9b16a635ca5d74bb"),
            ("node_sockstat_sockets_used", "192.168.0.109:9100", "2508bc72784db0cccfe2abaf21a2901348296118"),
            ("node_netstat_Tcp_CurrEstab", "192.168.0.116:9100", "418cfc39112c46643489edbf49e4b72d3b9732fa"),
            ("node_netstat_Tcp_CurrEstab", "192.168.0.108:9100", "54ba643ef1116d7de67d918e35e22f494408dab7"),
            ("node_sockstat_TCP_alloc", "192.168.0.108:9100", "6b8b348220e0880d2d4bb373cd58ac920cc08fa0"),
            ("node_sockstat_TCP_alloc", "192.168.0.107:9100", "7726551a4b5861acf9598b03f676222f5d10656d"),
            ("node_sockstat_sockets_used", "192.168.0.113:9100", "77fc3393c6c6e0a2487422886363667aee953244"),
            ("node_sockstat_TCP_inuse", "192.168.0.109:9100", "7ce37b95947d27775788beaa9899ea94c888434c"),
            ("node_sockstat_sockets_used", "192.168.0.107:9100", "7d974f90a51f05d222dde08dce86c9e3220769e7"),
            ("node_sockstat_TCP_inuse", "192.168.0.113:9100", "7e64f02a965f5e4eb27c4d5ed869edfa4c5c04d6"),
            ("node_netstat_Tcp_CurrEstab", "192.168.0.109:9100", "830ca47eee5b372f4c0f1810ac25d7b4c687fbbf"),
            ("node_sockstat_TCP_alloc", "192.168.0.109:9100", "87d2bad4e28fc42e03ceae8dc6e5675821d5aadd"),
            ("node_sockstat_TCP_alloc", "192.168.0.113:9100", "893954923fa66520873628280b7e20a95de291ff"),
            ("node_sockstat_TCP_inuse", "192.168.0.116:9100", "9f265a994fb7af4353ae51805809499476e59ca6"),
            ("node_sockstat_sockets_used", "192.168.0.116:9100", "c2883151d57d31a0bc12e0752fb5e8dc92a9c319"),
            ("node_sockstat_TCP_inuse", "192.168.0.108:9100", "c8e285be7dac4c97654ab58d67840adbc9c69400"),
            ("node_sockstat_sockets_used", "192.168.0.108:9100", "dd63669428e95c07519e072b058e775c54c5a688"),
        ] as [(String, String, String)]
    )
    func namesTheSeriesOfShippedRecordings(name: String, instance: String, id: String) throws {
        let name = try #require(MetricName(validating: name))
        #expect(SeriesID(name: name, labels: ["job": "node", "instance": instance]).text == id)
    }

    @Test func namesTheShippedSeriesWithOneMoreLabel() {
        let labels: Labels = ["collector": "mdadm", "instance": "192.168.0.116:9100", "job": "node"]
        let id = SeriesID(name: "node_scrape_collector_duration_seconds", labels: labels)
        #expect(id.text == "a5f4bf79b631635f9b9330213a8282a760d5379c")
    }

    /// The expected hash is Python 3.11's for the sorted `OrderedDict`: an upper-case name sorts before `__name__`.
    @Test func namesASeriesWithHardText() {
        let labels: Labels = ["job": "", "a": "\"é\u{A0}\n", "Z": "it's"]
        #expect(SeriesID(name: "up", labels: labels).text == "5955d7f2ebc8c240a4a26faa342bff79025009aa")
    }

    @Test func acceptsOnlyLowerCaseDigitsOfFullLength() {
        let text = "000b0a2509497719193b9623f5d8d3e229414d6a"
        #expect(SeriesID(validating: text)?.text == text)
        #expect(SeriesID(validating: text.uppercased()) == nil)
        #expect(SeriesID(validating: String(text.dropLast())) == nil)
        #expect(SeriesID(validating: "../../etc/passwd") == nil)
    }

    @Test(
        arguments: [
            ("plain", #"'plain'"#),
            ("it\u{27}s", #""it's""#),
            ("say \u{22}x\u{22}", #"'say "x"'"#),
            ("both \u{27} and \u{22}", #"'both \' and "'"#),
            ("back\u{5C}slash", #"'back\\slash'"#),
            ("tab\u{9}line\u{A}return\u{D}", #"'tab\tline\nreturn\r'"#),
            ("\u{0}\u{1F}\u{7F}", #"'\x00\x1f\x7f'"#),
            ("\u{E9}\u{A0}\u{AD}", #"'é\xa0\xad'"#),
            ("\u{65E5}\u{672C}\u{3000}\u{200B}", #"'日本\u3000\u200b'"#),
            ("\u{1F600}\u{1F9FF}f", #"'😀🧿f'"#),
            ("\u{E000}\u{E0001}", #"'\ue000\U000e0001'"#),
            ("e\u{301}", #"'é'"#),
            ("\u{2028}", #"'\u2028'"#),
        ] as [(String, String)]
    )
    func textLooksAsInPython(text: String, literal: String) {
        #expect(PythonText.literal(text).utf8.elementsEqual(literal.utf8))
    }

    /// The literal of every character there is, hashed together; the expected value is CPython 3.11's.
    @Test func everyCharacterLooksAsInPython() {
        var literals: [UInt8] = []
        for scalar in (0...0x10_FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init) {
            literals.append(contentsOf: PythonText.literal(String(Character(scalar))).utf8)
        }
        #expect(SHA256.hexadecimal(literals) == "8898bcefeb5d10ae216fe2b5062826f1bacdc766c12b431cfc588ac9a51af11b")
    }
}
