public import IMA

/// What answers MLO-V2's IMA routes.
public struct SelectionParts: Sendable {
    /// Takes a ConfigMap, the text of a manifest.
    public typealias ConfigMapReader = @Sendable (_ manifest: String) async throws -> Void

    /// Takes orders.
    public var desk: SelectionDesk
    /// Applies monitoring configurations; without it, there is no Prometheus to tell.
    public var publisher: MonitoringPublisher?
    /// Takes ConfigMaps in the place of MLO-V2's receiver; without it, there is no such route.
    public var configMaps: ConfigMapReader?

    /// Puts the parts together.
    public init(desk: SelectionDesk, publisher: MonitoringPublisher?, configMaps: ConfigMapReader?) {
        self.desk = desk
        self.publisher = publisher
        self.configMaps = configMaps
    }

    /// A manifest that cannot be taken.
    public struct UnusableManifest: Error, CustomStringConvertible {
        /// Why not.
        public var description: String

        /// Says why not.
        public init(_ description: String) {
            self.description = description
        }
    }
}
