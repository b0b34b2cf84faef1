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
        case .busy(let slice): "the flavor of slice \(slice) is being changed; try again when that is done"
        case .actuator(let slice, let flavor, let reason):
            "the flavor of slice \(slice) was not changed, \(flavor) is in force: \(reason)"
        case .missingKPI(let name, let found):
            "the KPI rows have no column \(name), only \(found.joined(separator: ", "))"
        case .stopping: "the coordinator is stopping"
        }
    }
}
