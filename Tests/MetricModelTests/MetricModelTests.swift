import MetricModel
import Testing

@Suite struct MetricModelTests {
    @Test(arguments: ["up", "node_cpu_seconds_total", "a:b", ":", "_1", "A"])
    func acceptsAMetricsName(text: String) {
        #expect(MetricName(validating: text)?.text == text)
    }

    @Test(arguments: ["", "1up", "a-b", "a b", "é", "a\n", "a{", "a.b", "a\0"])
    func refusesWhatIsNoMetricsName(text: String) {
        #expect(MetricName(validating: text) == nil)
        #expect(LabelName(validating: text) == nil)
    }

    @Test func aLabelsNameHasNoColon() {
        #expect(LabelName(validating: "a:b") == nil)
        #expect(LabelName(validating: "__name__")?.text == "__name__")
    }

    @Test func labelsAreSortedWhateverTheirOrder() throws {
        let one: Labels = ["mode": "idle", "cpu": "0", "Zone": "a"]
        let other = try #require(Labels(validating: [Label("cpu", "0"), Label("Zone", "a"), Label("mode", "idle")]))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.map(\.name.text) == ["Zone", "cpu", "mode"])
        #expect(one["mode"] == "idle")
        #expect(one["none"] == nil)
        #expect(one.description == #"{Zone="a",cpu="0",mode="idle"}"#)
    }

    @Test func aNameIsThereOnlyOnce() {
        #expect(Labels(validating: [Label("a", "1"), Label("b", "2"), Label("a", "3")]) == nil)
    }

    @Test func settingAndRemovingKeepTheOrder() {
        let labels: Labels = ["b": "2", "d": "4"]
        #expect(labels.setting("c", to: "3") == ["b": "2", "c": "3", "d": "4"])
        #expect(labels.setting("a", to: "1").map(\.value) == ["1", "2", "4"])
        #expect(labels.setting("b", to: "x") == ["b": "x", "d": "4"])
        #expect(labels.removing("b") == ["d": "4"])
        #expect(labels.removing("z") == labels)
    }

    @Test func valuesAreComparedByTheirBytes() {
        let composed: Labels = ["name": "\u{E9}"]
        let decomposed: Labels = ["name": "e\u{301}"]
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func aLabelsValueIsEscapedInItsDescription() {
        let labels: Labels = ["path": "C:\\\"x\"\n"]
        #expect(labels.description == #"{path="C:\\\"x\"\n"}"#)
    }

    @Test func notANumberEqualsItselfButNotAnEnd() {
        #expect(Sample(value: .nan) == Sample(value: .nan))
        #expect(Sample(value: .nan) != Sample(value: Sample.staleMarker))
        #expect(Sample(value: Sample.staleMarker).isStaleMarker)
        #expect(!Sample(value: .nan).isStaleMarker)
    }

    @Test func aSuffixIsPartOfTheSeriesName() {
        let sample = Sample(suffix: .bucket, labels: ["le": "+Inf"], value: 3)
        let family = MetricFamily("wait_seconds", help: "", kind: .histogram, samples: [sample])
        #expect(family.seriesName(of: sample) == "wait_seconds_bucket")
    }
}
