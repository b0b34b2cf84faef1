public import MetricModel
public import SRO

/// What the routes ask and tell; every part of the program that has routes is one value in here.
public struct APIParts: Sendable {
    /// The slices at work.
    public var orchestration: Orchestration
    /// The program's version.
    public var version: String
    /// Takes slices while the program runs; without it, there are those of the configuration file only.
    public var catalogue: SliceCatalogue?
    /// Reads the configuration again when it is asked to; without it, there is none to read.
    public var reloading: Reloading?
    /// How a tenant's upload becomes a model; without it, it is trained on what was recorded here.
    public var profile: ProfileFlow?
    /// Takes what Prometheus and edge agents write; without it, nothing is received.
    public var remoteWrite: RemoteWriteRoutes?
    /// What is exposed of the streams beside the slices.
    public var streamFamilies: @Sendable () -> [MetricFamily] = { [] }
    /// Chooses series in the place of MLO-V2's IMA; without it, there are no such routes.
    public var selection: SelectionParts?

    /// The parts that are always there; the others are set one by one.
    public init(orchestration: Orchestration, version: String) {
        self.orchestration = orchestration
        self.version = version
    }
}
