/// One line of a chart's key: a small sample of the mark and its name.
struct LegendEntry {
    enum Symbol {
        case line(classes: String)
        case area(classes: String)
        case dot(classes: String)
    }

    var symbol: Symbol
    var name: String

    /// The width that the entry takes in the key, in pixels.
    var width: Double { 30 + Markup.width(of: name, size: 12) + 16 }

    /// The entry as SVG, its sample beginning at `x` with its middle at height `y`.
    func svg(x: Double, y: Double) -> String {
        let left = NumberText.pixel(x)
        let middle = NumberText.pixel(y)
        let sample =
            switch symbol {
            case .line(let classes): #"<path class="\#(classes)" d="M\#(left) \#(middle)h22"/>"#
            case .area(let classes):
                #"<rect class="\#(classes)" x="\#(left)" y="\#(NumberText.pixel(y - 5))" width="22" height="10"/>"#
            case .dot(let classes):
                #"<circle class="\#(classes)" cx="\#(NumberText.pixel(x + 11))" cy="\#(middle)" r="4"/>"#
            }
        let text = #"<text x="\#(NumberText.pixel(x + 28))" y="\#(NumberText.pixel(y + 4))">"#
        return sample + text + Markup.escaped(name) + "</text>"
    }
}
