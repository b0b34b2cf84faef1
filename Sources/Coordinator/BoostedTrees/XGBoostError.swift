import CXGBoost

/// A call into XGBoost failed, or its answer cannot be understood.
public struct XGBoostError: Error, Equatable, CustomStringConvertible {
    /// The C function, or the step, that failed.
    public let call: String
    /// What the library said.
    public let message: String

    /// Names the call and the reason.
    public init(call: String, message: String) {
        self.call = call
        self.message = message
    }

    /// The call and the reason in one line.
    public var description: String { "\(call): \(message)" }
}

/// Turns a status into an error; the message is copied at once, because the library keeps one for each thread.
func check(_ call: String, _ status: Int32) throws(XGBoostError) {
    guard status != 0 else { return }
    throw XGBoostError(call: call, message: XGBGetLastError().map { String(cString: $0) } ?? "unknown reason")
}
