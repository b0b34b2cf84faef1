/// What the names of metrics and labels are made of.
enum NameGrammar {
    static func isName(_ text: String.UTF8View, allowsColons: Bool) -> Bool {
        guard let first = text.first, !isDigit(first) else { return false }
        return text.allSatisfy { character in
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            case UInt8(ascii: ":"): allowsColons
            default: isDigit(character)
            }
        }
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        character >= UInt8(ascii: "0") && character <= UInt8(ascii: "9")
    }
}
