/// A configuration file that cannot be used, and where it goes wrong.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    var file: String
    /// Counted from 1; `nil` when the trouble is not in a line.
    var line: Int?
    /// The way to the key, such as `slices[0].kpi.name`; empty for the whole file.
    var key: String
    var reason: String

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(reason)" : "\(place): \(key): \(reason)"
    }
}
