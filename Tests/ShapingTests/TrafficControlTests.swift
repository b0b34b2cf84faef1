import Foundation
import Shaping
import Testing

@Suite struct TrafficControlTests {
    /// A program in place of `tc`, for as long as `body` runs.
    private func withProgram(_ script: String, _ body: (TrafficControl) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        try body(TrafficControl(program: file.path))
    }

    @Test(.timeLimit(.minutes(1))) func doesNotWaitForEverForAProgramThatHangs() throws {
        try withProgram("exec sleep 1000") { control in
            let start = ContinuousClock.now
            #expect(throws: ShapingRefusal.notInForce("tc: no answer within 5000 ms")) { try control.current("eth0") }
            #expect(start.duration(to: .now) < .seconds(30))
        }
    }

    @Test func saysWhatTheProgramSaysWhenItFails() throws {
        try withProgram("echo 'Cannot find device' >&2; exit 1") { control in
            #expect(throws: ShapingRefusal.notInForce("tc: Cannot find device")) { try control.current("eth0") }
        }
    }

    @Test func readsTheFilterInForce() throws {
        let options = #"{"rate":1250000,"burst":20000,"lat":400000}"#
        let said = #"[{"kind":"tbf","handle":"8001:","root":true,"options":\#(options)}]"#
        try withProgram("echo '\(said)'") { control in
            let expected = TrafficShape(rate: 10_000_000, burst: 20_000, latency: 400)
            let found = try control.current("eth0")
            #expect(found == expected)
        }
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        #expect(throws: ShapingRefusal.self) { try TrafficControl(program: "/no/such/tc").current("eth0") }
    }
}
