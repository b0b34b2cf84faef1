/// The devices of one class below `/sys`, such as the network interfaces below `/sys/class/net`, with the attributes of
/// each that are read again and again.
///
/// Listing is one system call or two; only devices that were not there before cost path lookups. What a device lacks it lacks
/// nearly always for good, and each look costs as much as several reads: it is looked for at every eighth read only.
public final class DeviceDirectory {
    /// A device and its attributes.
    public final class Device {
        /// The name of the device's directory.
        public let name: [UInt8]
        /// Where the device's directory is.
        public let path: String
        private var attributes: [Attribute]
        fileprivate var isPresent = true

        fileprivate init(name: [UInt8], below parent: String, attributes: [StaticString]) {
            self.name = name
            let path = parent + "/" + String(decoding: name, as: UTF8.self)
            self.path = path
            self.attributes = attributes.map { Attribute(path + "/\($0)") }
        }

        /// The text of the attribute at `index` without white space at its ends.
        ///
        /// - Returns: `nil` when the device does not have the attribute, or has it but no value for it now, which
        ///   kernels say with a variety of errors (a speed without a cable is `EINVAL`).
        public func read(_ index: Int, into buffer: ReadBuffer) -> KernelText? {
            attributes[index].read(into: buffer)
        }

        /// The attribute at `index` as a number that may have a sign.
        public func number(_ index: Int, into buffer: ReadBuffer) -> Double? {
            read(index, into: buffer)?.number
        }
    }

    private final class Attribute {
        private var file: KernelFile
        /// How many more reads pass before an attribute that was not there is looked for again.
        private var patience = 0

        init(_ path: String) {
            file = KernelFile(path, .whole)
        }

        func read(into buffer: ReadBuffer) -> KernelText? {
            if patience > 0 {
                patience -= 1
                return nil
            }
            do {
                return try file.read(into: buffer).trimmed
            } catch .absent {
                patience = DeviceDirectory.patience
                return nil
            } catch {
                return nil
            }
        }
    }

    /// The devices that were there at the last ``refresh()``, by name.
    public private(set) var devices: [Device] = []
    private var directory: KernelDirectory
    private static let patience = 7
    private let attributes: [StaticString]
    private let isWanted: (KernelText) -> Bool

    /// Names a class.
    ///
    /// - Parameters:
    ///   - path: The directory, root included.
    ///   - attributes: The paths of attributes below each device's directory.
    ///   - isWanted: Which entries are devices of interest.
    public init(
        _ path: String,
        attributes: [StaticString] = [],
        where isWanted: @escaping (KernelText) -> Bool = { _ in true }
    ) {
        directory = KernelDirectory(path)
        self.attributes = attributes
        self.isWanted = isWanted
    }

    /// Looks which devices are there now.
    ///
    /// - Returns: Whether devices came or went since the last time.
    /// - Throws: ``ProcFSError/absent(path:)`` when the machine has no such class, else
    ///   ``ProcFSError/unreadable(path:errno:)``.
    @discardableResult
    public func refresh() throws(ProcFSError) -> Bool {
        for device in devices { device.isPresent = false }
        var isNew = false
        let path = directory.path
        try directory.forEachEntry { name in
            guard isWanted(name) else { return }
            if let known = devices.first(where: { name.equals($0.name) }) {
                known.isPresent = true
            } else {
                devices.append(Device(name: name.bytes, below: path, attributes: attributes))
                isNew = true
            }
        }
        let count = devices.count
        devices.removeAll { !$0.isPresent }
        let isGone = devices.count < count
        if isNew { devices.sort { $0.name.lexicographicallyPrecedes($1.name) } }
        return isNew || isGone
    }
}
