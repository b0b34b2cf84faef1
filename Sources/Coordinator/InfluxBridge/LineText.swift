/// Text as InfluxDB's line protocol wants it, which differs by the place where it stands.
///
/// Source: InfluxDB 1.8 documentation, "Line protocol reference: Special characters".
enum LineText {
    enum Place {
        case measurement
        /// The name of a tag or of a field, or the value of a tag.
        case name
        /// Between double quotes.
        case quoted
    }

    /// Appends `text`; returns whether anything was left of it.
    ///
    /// The protocol has no way to write a line feed outside of quotes, or a backslash before a separator: the former
    /// becomes the two characters `\n`, the latter is left out.
    @discardableResult
    static func append(_ text: some Sequence<UInt8>, as place: Place, to bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        for byte in text {
            switch (byte, place) {
            case (UInt8(ascii: "\""), .quoted), (UInt8(ascii: "\\"), .quoted),
                (UInt8(ascii: ","), .measurement), (UInt8(ascii: " "), .measurement),
                (UInt8(ascii: ","), .name), (UInt8(ascii: " "), .name), (UInt8(ascii: "="), .name):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case (0x0A, .measurement), (0x0A, .name), (0x0A, .quoted): bytes.append(contentsOf: escape(place, "n"))
            case (0x0D, .measurement), (0x0D, .name), (0x0D, .quoted): bytes.append(contentsOf: escape(place, "r"))
            case (0x09, .measurement), (0x09, .name): bytes.append(contentsOf: escape(place, "t"))
            case (0, _): bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(byte)
            }
        }
        if place != .quoted {
            while bytes.count > start, bytes.last == UInt8(ascii: "\\") { bytes.removeLast() }
            // A line that begins with '#' is a comment.
            if place == .measurement, bytes.count > start, bytes[start] == UInt8(ascii: "#") {
                bytes.insert(UInt8(ascii: "\\"), at: start)
            }
        }
        return bytes.count > start
    }

    private static func escape(_ place: Place, _ letter: String) -> [UInt8] {
        Array((place == .quoted ? "\\\\" : "\\").utf8) + Array(letter.utf8)
    }
}
