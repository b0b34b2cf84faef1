public import PrometheusAPI

/// What was asked of the IMA: to choose the series that tell about a KPI, and to send them to somebody.
public struct SelectionOrder: Codable, Sendable, Equatable {
    /// How far it is.
    public enum State: String, Codable, Sendable {
        /// Waits for its turn.
        case waiting
        /// Is being worked on.
        case running
        /// The choice was made and taken by whoever asked.
        case done
        /// Came to nothing.
        case failed
    }

    /// The UTC second at which it was asked for; with the slice its name.
    public let stamp: Int64
    /// The slice.
    public let slice: String
    /// The flavor that was in force while the KPI was recorded.
    public let flavor: String
    /// The KPI's column in the file.
    public let kpi: String
    /// How many series are wanted.
    public let count: Int
    /// Where the choice is posted.
    public let callback: String
    /// How far it is.
    public var state = State.waiting
    /// Why it came to nothing.
    public var error: String?
    /// What was chosen, best first; empty before.
    public var chosen: [PrometheusSeries] = []
    /// Whether this choice is what is monitored for its slice.
    public var isMonitored = false

    /// Whether there is something left to do.
    public var isOpen: Bool { state == .waiting || state == .running }

    /// An order that nobody has begun.
    public init(stamp: Int64, slice: String, flavor: String, kpi: String, count: Int, callback: String) {
        self.stamp = stamp
        self.slice = slice
        self.flavor = flavor
        self.kpi = kpi
        self.count = count
        self.callback = callback
    }
}

/// An order that is not taken.
public enum SelectionRefusal: Error, Equatable {
    /// The text goes into a path and into files, and holds what does not belong there.
    case unusable(parameter: String, found: String)
    /// The configuration does not let anything be posted to this URL.
    case forbiddenCallback(url: String)
    /// The KPI file cannot be read, or has no such column.
    case unusableFile(reason: String)
    /// No KPI file was kept under this time stamp.
    case unknownStamp(Int64)
    /// Nothing was chosen for this slice and flavor.
    case nothingChosen(slice: String, flavor: String)
    /// It is not configured where the monitoring's configuration goes.
    case nowhereToApply
    /// The system refused a file.
    case refused(file: String, reason: String)
}

extension SelectionRefusal: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unusable(let parameter, let found): "\(parameter): \"\(found.prefix(64))\" cannot be used"
        case .forbiddenCallback(let url):
            "callbackURL: \"\(url.prefix(64))\": the setting ima.callbackHosts does not allow its host"
        case .unusableFile(let reason): "YFile: \(reason)"
        case .unknownStamp(let stamp): "currentTimestamp: no YFile was kept under \(stamp)"
        case .nothingChosen(let slice, let flavor): "nothing was chosen for slice \(slice), flavor \(flavor)"
        case .nowhereToApply: "ima.monitoring is not configured: there is no Prometheus to tell"
        case .refused(let file, let reason): "\(file): \(reason)"
        }
    }
}
