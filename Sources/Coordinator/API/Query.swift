import Hummingbird

extension Request {
    /// The value of a query parameter as a whole number, or `nil` when it is not there.
    ///
    /// - Throws: A problem with status 400 when it is something else, or smaller than `minimum`.
    func integer(_ name: String, atLeast minimum: Int64 = 0) throws -> Int64? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let number = Int64(text), number >= minimum else {
            let words = "\(name) is \"\(text.prefix(64))\", expected a whole number of at least \(minimum)"
            throw Problem(.badRequest, words, kind: "query")
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
