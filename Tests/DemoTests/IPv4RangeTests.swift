import Demo
import Testing

@Suite struct IPv4RangeTests {
    @Test(arguments: [
        ("10.213.0.0/16", "10.213.7.4/30", true),
        ("10.213.7.4/30", "10.213.0.0/16", true),
        ("10.213.7.4/30", "10.213.7.8/30", false),
        ("192.0.2.2", "192.0.2.0/24", true),
        ("192.0.2.7/24", "192.0.2.200", true),
        ("255.255.255.255", "255.255.255.255/32", true),
    ])
    func knowsWhatOverlaps(one: String, other: String, overlap: Bool) throws {
        let one = try #require(IPv4Range(one))
        let other = try #require(IPv4Range(other))
        #expect(one.overlaps(other) == overlap)
    }

    @Test(arguments: ["default", "", "10.0.0.0/33", "10.0.0.0/0", "10.0.0", "10.0.0.256", "a.b.c.d", "10.0.0.0/8/8"])
    func refusesWhatIsNoNetwork(text: String) {
        #expect(IPv4Range(text) == nil)
    }
}
