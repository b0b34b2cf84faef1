import API
import Testing

@Suite struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=AaB03x"

    private func form(_ text: String, type: String? = MultipartFormTests.type) throws -> MultipartForm {
        try MultipartForm(parsing: Array(text.utf8), contentType: type)
    }

    @Test func readsFieldsAndFiles() throws {
        let form = try form(
            """
            --AaB03x\r
            Content-Disposition: form-data; name="K"\r
            \r
            15\r
            --AaB03x\r
            content-disposition: form-data; name="file"; filename="C:\\y \\"1\\".csv"\r
            Content-Type: text/csv\r
            \r
            timestamp,R_99\r
            1,2\r
            \r
            --AaB03x--\r

            """
        )
        #expect(form.parts.map(\.name) == ["K", "file"])
        #expect(form["K"]?.text == "15")
        #expect(form["K"]?.fileName == nil)
        #expect(form["file"]?.fileName == #"C:\y "1".csv"#)
        #expect(form["file"]?.text == "timestamp,R_99\r\n1,2\r\n")
        #expect(form["other"] == nil)
    }

    @Test func readsEmptyContent() throws {
        let form = try form("--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--AaB03x--")
        #expect(form["a"]?.bytes == [])
    }

    @Test(arguments: [
        "", "--AaB03x", "--AaB03x\r\n", "--other\r\n",
        "--AaB03x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--AaB03x--",
        "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
    ])
    func refusesWhatIsNoWholeForm(text: String) {
        #expect(throws: MultipartForm.Problem.self) { try form(text) }
    }

    @Test(arguments: [nil, "text/csv", "multipart/form-data", "multipart/form-data; boundary="])
    func refusesATypeWithoutABoundary(type: String?) {
        #expect(throws: MultipartForm.Problem.self) { try form("--AaB03x--", type: type) }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func neverTrapsOnDamagedForms(seed: UInt64) {
        var random = Generator(state: seed &+ 1)
        var bytes = Array(
            "--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nx\r\n--AaB03x--".utf8
        )
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            case 1: if bytes.count > 2 { bytes.remove(at: Int.random(in: bytes.indices, using: &random)) }
            default: bytes.removeLast(Int.random(in: 0..<min(20, bytes.count), using: &random))
            }
        }
        _ = try? MultipartForm(parsing: bytes, contentType: Self.type)
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
