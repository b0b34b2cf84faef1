/// A request that cannot be met.
public enum OrchestrationError: Error, Equatable, CustomStringConvertible {
    /// There is no such slice.
    case unknownSlice(String)
    /// The slice has no such flavor.
    case unknownFlavor(slice: String, flavor: String)
    /// The flavor has no such model.
    case unknownModel(slice: String, flavor: String, version: Int)
    /// There is no such job.
    case unknownJob(String)
    /// The slice has no such decision.
    case unknownDecision(String)
    /// There is no flavor in that direction.
    case noNeighbour(slice: String, flavor: String, isUpgrade: Bool)
    /// The flavor is in force, and cannot be taken away.
    case flavorInForce(slice: String, flavor: String)
    /// The flavor in force has no model to forecast with.
    case noModel(slice: String, flavor: String)
    /// The slice's KPI is another one.
    case otherKPI(slice: String, kpi: String, asked: String)
    /// Rows that were handed in cannot be trained on.
    case unusableRows(String)
    /// The slice is one of the configuration file's, and is changed there.
    case fixedSlice(String)
    /// There is such a slice already, and it is another one.
    case sliceExists(String)
    /// What was sent is no slice.
    case unusableSlice(String)
    /// Another slice is being added, replaced or deleted.
    case catalogueIsBusy
    /// A job of the slice is open.
    case jobIsOpen(slice: String)
    /// The slice's flavor is being changed.
    case busy(slice: String)
    /// The actuator failed; the flavor in force is `flavor`.
    case actuator(slice: String, flavor: String, reason: String)
    /// The KPI rows do not have the slice's KPI.
    case missingKPI(name: String, found: [String])
    /// The coordinator is stopping.
    case stopping

    /// The error in words.
    public var description: String {
        switch self {
        case .unknownSlice(let id): "there is no slice \"\(id)\""
        case .unknownFlavor(let slice, let flavor): "slice \(slice) has no flavor \"\(flavor)\""
        case .unknownModel(let slice, let flavor, let version):
            "flavor \(flavor) of slice \(slice) has no model \(version)"
        case .unknownJob(let id): "there is no job \"\(id)\""
        case .unknownDecision(let id): "there is no decision \"\(id)\""
        case .noNeighbour(let slice, let flavor, let isUpgrade):
            "slice \(slice) has flavor \(flavor), and there is no \(isUpgrade ? "higher" : "lower") one"
        case .noModel(let slice, let flavor):
            "flavor \(flavor) of slice \(slice) has no model to forecast with"
        case .flavorInForce(let slice, let flavor):
            "flavor \(flavor) of slice \(slice) is in force; put another one in force first"
        case .otherKPI(let slice, let kpi, let asked):
            "the KPI of slice \(slice) is \(kpi), not \(asked)"
        case .unusableRows(let reason): reason
        case .fixedSlice(let id): "slice \(id) stands in the configuration file, and is changed there"
        case .sliceExists(let id): "there is another slice \(id) already; PUT replaces it"
        case .unusableSlice(let reason): "the slice cannot be taken: \(reason)"
        case .catalogueIsBusy: "another change of the slices is under way; try again when that is done"
        case .jobIsOpen(let slice): "a job of slice \(slice) is open; try again when it has ended"
        case .busy(let slice): "the flavor of slice \(slice) is being changed; try again when that is done"
        case .actuator(let slice, let flavor, let reason):
            "the flavor of slice \(slice) was not changed, \(flavor) is in force: \(reason)"
        case .missingKPI(let name, let found):
            "the KPI rows have no column \(name), only \(found.joined(separator: ", "))"
        case .stopping: "the coordinator is stopping"
        }
    }
}
