internal import ProcFS

/// One attribute of a device that holds a number, and the family that it becomes.
struct NumericAttribute: Sendable {
    let path: StaticString
    let family: StaticString
    let kind: SamplePage.Kind
    /// What turns the kernel's unit into ours.
    let scale: Double
    let help: StaticString

    init(
        _ path: StaticString,
        _ family: StaticString,
        _ kind: SamplePage.Kind,
        scale: Double = 1,
        _ help: StaticString
    ) {
        (self.path, self.family, self.kind, self.scale, self.help) = (path, family, kind, scale, help)
    }
}

extension DeviceDirectory.Device {
    /// The attribute at `index`, whether the kernel writes it in decimal or, behind `0x`, in hexadecimal digits.
    func value(_ index: Int, into buffer: ReadBuffer) -> Double? {
        guard let text = read(index, into: buffer) else { return nil }
        return text.number ?? text.hexadecimal.map { Double($0) }
    }
}

extension SamplePage {
    /// Writes a family for each attribute of `table`, with a sample for each device that has a value.
    ///
    /// - Parameters:
    ///   - table: The attributes, in the order in which the devices know them.
    ///   - first: The index of the table's first attribute among those of the devices.
    ///   - devices: The devices.
    ///   - buffer: Memory for the attributes' text.
    ///   - isAccepted: Whether a value, in the kernel's unit, is written.
    ///   - label: Adds the labels of a device.
    func write(
        _ table: [NumericAttribute],
        from first: Int = 0,
        of devices: [DeviceDirectory.Device],
        using buffer: ReadBuffer,
        where isAccepted: (NumericAttribute, Double) -> Bool = { _, _ in true },
        label: (SamplePage, DeviceDirectory.Device) -> Void
    ) {
        for (index, attribute) in table.enumerated() {
            guard family(attribute.family, attribute.kind, attribute.help) else { continue }
            for device in devices {
                guard let value = device.value(first + index, into: buffer), isAccepted(attribute, value) else {
                    continue
                }
                label(self, device)
                add(value * attribute.scale)
            }
        }
    }

    /// Adds the device's name as a label.
    @discardableResult
    func label(_ name: StaticString, of device: DeviceDirectory.Device, dropping prefix: Int = 0) -> SamplePage {
        device.name.withUnsafeBufferPointer { label(name, KernelText($0).dropping(prefix)) }
    }
}
