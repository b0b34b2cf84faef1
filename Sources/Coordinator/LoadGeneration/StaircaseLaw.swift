/// Clients that come one by one, stay, and go one by one.
///
/// This is the law of MLO-V2's `new-loadgen.py`: with `stage = period / 4` and `step = stage / clients`, one client
/// starts every `step` until the top is reached; it holds for a stage; the oldest ends every `step` until one is left;
/// that holds for a stage, and all begins again. The end of each hold is a step of its own that changes nothing.
public struct StaircaseLaw: LoadLaw {
    private enum Phase {
        case up
        case holdHigh
        case down
        case holdLow
    }

    private let top: Int
    private let stage: Double
    private let step: Double
    private var phase = Phase.up
    private var time = 0.0
    private var clients = 0

    /// Describes the law.
    ///
    /// - Parameters:
    ///   - clients: How many clients there are at the top.
    ///   - period: Four stages, in seconds: the time that climbing, two holds and descending are reckoned with.
    /// - Throws: ``LoadLawError`` unless there are two clients or more and the period is positive (a microsecond at least).
    public init(clients: Int, period: Double) throws(LoadLawError) {
        guard clients >= 2 else {
            throw .tooFewSteps(clients)
        }
        guard period >= Self.shortestPeriod, period.isFinite else {
            throw .periodNotPositive(period)
        }
        top = clients
        stage = period / 4
        step = stage / Double(clients)
    }

    /// The next client that starts or ends, or the end of a hold.
    public mutating func next() -> LoadStep {
        switch phase {
        case .up:
            time += clients == 0 ? 0 : step
            clients += 1
            phase = clients == top ? .holdHigh : .up
        case .holdHigh:
            time += stage
            phase = .down
        case .down:
            time += step
            clients -= 1
            phase = clients == 1 ? .holdLow : .down
        case .holdLow:
            time += stage
            phase = .up
        }
        return LoadStep(time: time, clients: clients)
    }
}
