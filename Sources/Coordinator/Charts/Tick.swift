/// One labelled position on an axis.
struct Tick: Equatable {
    /// Where, in the axis's own numbers.
    var value: Double
    /// What is written there.
    var label: String
    /// A second line, such as the date where a new day begins.
    var note: String = ""
}
