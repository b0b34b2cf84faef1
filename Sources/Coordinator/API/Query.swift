import Hummingbird

extension Request {
    /// The value of a query parameter as a whole number, or `nil` when it is not there.
    ///
    /// - Throws: A problem with status 400 when it is something else.
    func integer(_ name: String) throws -> Int64? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let number = Int64(text) else {
            throw Problem(.badRequest, "\(name) is \"\(text)\", which is no whole number", kind: "query")
        }
        return number
    }

    /// The span between the parameters `from` and `to`, both inside it; by default the last `span` before `now`.
    ///
    /// - Throws: A problem with status 400 when they are no numbers, or in the wrong order.
    func span(endingAt now: Int64, lasting span: Int64) throws -> ClosedRange<Int64> {
        let upper = try integer("to") ?? now
        let lower = try integer("from") ?? (upper > Int64.min + span ? upper - span : .min)
        guard lower <= upper else {
            throw Problem(.badRequest, "from (\(lower)) lies after to (\(upper))", kind: "query")
        }
        return lower...upper
    }
}
