/// Text made safe for HTML and SVG.
enum Markup {
    /// `text` with the five characters that mean something in markup written as entities.
    ///
    /// Control characters that XML forbids become the replacement character.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// About how many pixels wide `text` is at `size` pixels in a proportional font.
    static func width(of text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0.0) { sum, scalar in
            switch scalar {
            case "i", "j", "l", "f", "t", "r", "I", ".", ",", ":", ";", "'", "|", " ", "(", ")", "[", "]": sum + 0.34
            case "m", "w", "M", "W", "@", "%": sum + 0.9
            case "A"..."Z": sum + 0.68
            default: sum + (scalar.value > 0x2E80 ? 1.0 : 0.57)
            }
        } * size
    }

    /// `text`, cut with an ellipsis where it is wider than `width` pixels.
    static func shortened(_ text: String, to width: Double, size: Double) -> String {
        guard self.width(of: text, size: size) > width else {
            return text
        }
        var kept = Substring(text)
        while !kept.isEmpty, self.width(of: kept + "…", size: size) > width {
            kept = kept.dropLast()
        }
        return kept + "…"
    }
}
