/// A load law was given numbers that it cannot follow.
public enum LoadLawError: Error, Equatable, CustomStringConvertible {
    /// The rate would fall to zero or below, and the next arrival would never come.
    case amplitudeTooLarge(amplitude: Double, mean: Double)
    /// A period has to be a positive number of seconds.
    case periodNotPositive(Double)
    /// Where the law begins has to be a moment.
    case offsetNotFinite(Double)
    /// A staircase needs at least two steps.
    case tooFewSteps(Int)

    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .amplitudeTooLarge(let amplitude, let mean):
            "the amplitude has to be at least 0 and less than the mean rate \(mean), and is \(amplitude)"
        case .periodNotPositive(let period): "the period has to be a positive number of seconds, and is \(period)"
        case .offsetNotFinite(let offset): "the offset has to be a number of seconds, and is \(offset)"
        case .tooFewSteps(let steps): "a staircase needs at least 2 clients at its top, and has \(steps)"
        }
    }
}
