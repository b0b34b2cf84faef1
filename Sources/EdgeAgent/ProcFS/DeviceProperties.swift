/// What udev knows about a device.
///
/// Source: the files below `/run/udev/data`; `udevadm info` shows the same.
public struct DeviceProperties {
    private let text: KernelText

    /// Keeps the text of such a file; it is searched for each property.
    public init(parsing text: KernelText) {
        self.text = text
    }

    /// No properties.
    public static var empty: DeviceProperties { DeviceProperties(parsing: .empty) }

    /// The value of the property `name`, empty when it is not there.
    public subscript(name: StaticString) -> KernelText {
        var rest = text
        while let line = rest.nextLine() {
            if let assignment = line.removingPrefix("E:"), let value = assignment.removingPrefix(name),
                let result = value.removingPrefix("=")
            {
                return result
            }
        }
        return .empty
    }
}
