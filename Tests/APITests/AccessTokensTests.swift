import API
import Testing

@Suite struct AccessTokensTests {
    private static let reader = "reading-0123456789abcdef"
    private static let operator1 = "operating-0123456789abcdef"

    @Test func knowsRolesByToken() throws {
        let tokens = try AccessTokens(
            parsing: "# who may what\nread \(Self.reader)\noperate \(Self.operator1) # the night shift\n",
            file: "tokens"
        )
        #expect(tokens.role(of: Self.reader) == .read)
        #expect(tokens.role(of: Self.operator1) == .operate)
        #expect(tokens.role(of: "something-else-entirely") == nil)
        #expect(tokens.role(of: "") == nil)
    }

    @Test func takesTheHashInPlaceOfTheToken() throws {
        // printf reading-0123456789abcdef | sha256sum
        let tokens = try AccessTokens(
            parsing: "read sha256:201c69b5e5b54c0089ee35bf907a38c21f3223a813fd4b1408eacdad6d23956f",
            file: "tokens"
        )
        #expect(tokens.role(of: Self.reader) == .read)
    }

    @Test(arguments: [
        ("", "there is no token in it"),
        ("write \(reader)", "expected \"read TOKEN\""),
        ("read", "expected \"read TOKEN\""),
        ("read short", "shorter than 16"),
        ("read \(reader)\noperate \(reader)", "there twice"),
        ("read sha256:12", "not followed by 64"),
    ])
    func saysWhatIsWrongWithAFileAndNeverAToken(text: String, words: String) {
        let fault = #expect(throws: AccessTokens.Fault.self) { try AccessTokens(parsing: text, file: "tokens") }
        #expect(fault?.description.contains(words) == true)
        #expect(fault?.description.contains(Self.reader) == false)
    }

    @Test func whoOperatesMayAlsoRead() {
        #expect(AccessRole.operate.covers(.read))
        #expect(!AccessRole.read.covers(.operate))
    }
}
