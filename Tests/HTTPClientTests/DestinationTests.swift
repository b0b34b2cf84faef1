import Foundation
import HTTPClient
import Testing

@Suite struct DestinationTests {
    @Test(
        arguments: [
            [127, 0, 0, 1], [0, 0, 0, 0], [169, 254, 169, 254], [224, 0, 0, 1], [255, 255, 255, 255],
            [100, 100, 100, 200],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1],
            [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 169, 254, 169, 254],
            [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54],
            [0xFD, 0x20, 0, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54],
            [168, 63, 129, 16], [192, 0, 0, 192], [169, 254, 170, 2],
            // Of the site, translated, 6to4, Teredo and translated at home.
            [0xFE, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 127, 0, 0, 1],
            [0x20, 0x02, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0x20, 0x01, 0, 0, 8, 8, 8, 8, 0, 0, 0, 0, 0x80, 0xFF, 0xFF, 0xFE],
            [0x00, 0x64, 0xFF, 0x9B, 0, 1, 169, 254, 0, 169, 254, 0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func knowsLocalAddresses(bytes: [UInt8]) {
        #expect(DestinationPolicy.isLocal(bytes))
    }

    @Test(
        arguments: [
            [192, 168, 0, 129], [10, 0, 0, 1], [8, 8, 8, 8], [100, 64, 0, 1],
            [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 168, 0, 1],
            [0x20, 0x02, 192, 168, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0xFD, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ] as [[UInt8]]
    )
    func knowsOtherAddresses(bytes: [UInt8]) {
        #expect(!DestinationPolicy.isLocal(bytes))
    }

    @Test(
        arguments: [
            "127.0.0.1", "localhost", "LOCALHOST", "[::1]", "[::]", "0.0.0.0", "0", "2130706433", "017700000001",
            "127.1",
            "0177.0.0.1", "0x7f.1", "0x7F000001", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
            "user@127.0.0.1", "callback.example:secret@127.0.0.1", "169.254.169.254", "2852039166", "[fe80::1]",
        ]
    )
    func refusesThisMachineUnderAnyName(host: String) async throws {
        let port = try #require(TestServer.running?.url.split(separator: ":").last)
        let client = try HTTPClient(destinations: DestinationPolicy(hosts: nil, allowsLocalAddresses: false))
        let url = "http://\(host):\(port)/echo"
        await #expect(throws: HTTPError.refused(url: url)) { try await client.send(HTTPRequest(url: url)) }
    }

    @Test func asksOnlyTheHostsThatAreNamed() async throws {
        let server = try #require(TestServer.running?.url)
        let policy = DestinationPolicy(hosts: ["127.0.0.1", "CallBack.Example"], allowsLocalAddresses: true)
        let client = try HTTPClient(destinations: policy)
        #expect(try await client.send(HTTPRequest(url: server + "/echo")).status == 200)
        for url in [
            server.replacingOccurrences(of: "127.0.0.1", with: "localhost"), "http://127.0.0.1@evil.example/",
            "http://127.0.0.1:80@evil.example/", "http://evil.example#@127.0.0.1/",
            "http://127.0.0.1.evil.example/", "http:///x", "x",
        ] {
            await #expect(throws: HTTPError.refused(url: url)) { try await client.send(HTTPRequest(url: url)) }
        }
    }

    /// A name that is meant may stand for this machine, but not for its link: whoever answers for the name is not asked.
    @Test(arguments: [("meant.example", false), ("169.254.169.254", true), ("[::ffff:169.254.169.254]", false)])
    func servicesOfTheLinkMustBeNamedThemselves(host: String, isAllowed: Bool) {
        let policy = DestinationPolicy(hosts: [host], allowsLocalAddresses: true)
        #expect(policy.allows([169, 254, 169, 254]) == isAllowed)
        #expect(policy.allows([127, 0, 0, 1]))
        #expect(DestinationPolicy.anywhere.allows([169, 254, 169, 254]))
        #expect(!DestinationPolicy(hosts: [host], allowsLocalAddresses: false).allows([127, 0, 0, 1]))
    }

    @Test func aRedirectionLeadsNowhere() async throws {
        let server = try #require(TestServer.running?.url)
        let client = try HTTPClient(destinations: DestinationPolicy(hosts: ["127.0.0.1"], allowsLocalAddresses: true))
        #expect(try await client.send(HTTPRequest(method: "POST", url: server + "/status/302")).status == 302)
        #expect(try await client.stream(HTTPRequest(url: server + "/status/307")).head.status == 307)
    }

    @Test func trustsOnlyTheAuthorityThatIsNamed() async throws {
        let server = try #require(TestServer.running)
        let request = HTTPRequest(url: server.secureURL + "/bytes/3")
        #expect(try await HTTPClient(authorityFile: server.certificate).send(request).body.count == 3)
        let error = try await #require(throws: HTTPError.self) { try await HTTPClient().send(request) }
        guard case .failed(_, 60, _) = error else {
            Issue.record("\(error)")
            return
        }
    }
}
