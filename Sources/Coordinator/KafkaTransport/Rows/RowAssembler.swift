internal import MetricModel

/// Makes rows, one for each slice and second, of metric messages as they come.
///
/// A row is given out when all its values are there, or when the stream has gone on for longer than the patience; what is
/// missing then is NaN, never zero and never the last value. Rows of a slice come in the order of their seconds. A message
/// that is not one, that belongs to no slice, that is late or from the future costs itself only, and is counted.
public struct RowAssembler: Sendable {
    /// What became of the messages.
    public struct Counts: Sendable, Equatable {
        /// All messages.
        public var messages = 0
        /// Those that are not metric messages.
        public var malformed = 0
        /// Those of series that no slice has.
        public var unrouted = 0
        /// Values for rows that had been given out.
        public var late = 0
        /// Messages from too far in the future.
        public var future = 0
        /// Values that took the place of an earlier one for the same second.
        public var repeated = 0
        /// Rows that were given out.
        public var rows = 0
        /// Those of them that had values missing.
        public var incompleteRows = 0
    }

    private struct Column {
        let slice: Int
        let column: Int
    }

    /// What became of the messages until now.
    public private(set) var counts = Counts()
    /// Why the last malformed message is one.
    public private(set) var lastError: MessageError?
    private var slices: [SliceWindow]
    private var routes: [[Column]] = [[]]
    private let routeOfSeries: [SeriesID: Int32]
    private var table: SeriesTable
    private let patience: Int64
    private let foresight: Int64

    /// Makes an assembler.
    ///
    /// - Parameters:
    ///   - slices: The columns of each slice; a series may be in several.
    ///   - patience: How many seconds newer than a row the stream may become before the row is given out as it is.
    ///   - foresight: How many seconds a message may be ahead of its publication.
    ///   - seriesCapacity: How many series, of whatever slice or none, are known by their bytes.
    public init(_ slices: [SliceSeries], patience: Int = 2, foresight: Int = 10, seriesCapacity: Int = 100_000) {
        precondition(patience >= 0 && patience < 3_600, "patience is between 0 s and an hour")
        self.slices = slices.map { SliceWindow(slice: $0.slice, width: $0.series.count) }
        self.patience = Int64(patience)
        self.foresight = Int64(foresight)
        table = SeriesTable(capacity: seriesCapacity)
        var routeOfSeries: [SeriesID: Int32] = [:]
        for (index, slice) in slices.enumerated() {
            for (column, series) in slice.series.enumerated() {
                let route = routeOfSeries[series, default: Int32(routes.count)]
                if Int(route) == routes.count { routes.append([]) }
                routeOfSeries[series] = route
                routes[Int(route)].append(Column(slice: index, column: column))
            }
        }
        self.routeOfSeries = routeOfSeries
    }

    /// Takes a message.
    ///
    /// - Parameter publishedMilliseconds: When it was published, if that is known: what claims to be from later is left out.
    public mutating func append(_ message: UnsafeBufferPointer<UInt8>, publishedMilliseconds: Int64? = nil) {
        counts.messages += 1
        do throws(MessageError) {
            let frame = try MetricFrame(message)
            let route = try route(of: frame, message)
            guard route > 0 else {
                counts.unrouted += 1
                return
            }
            if let publishedMilliseconds, frame.timestampMilliseconds - publishedMilliseconds > foresight * 1_000 {
                counts.future += 1
                return
            }
            let second = RFC3339.floorDivide(frame.timestampMilliseconds, 1_000).0
            for column in routes[route] {
                switch slices[column.slice].put(frame.value, column.column, second: second, patience: patience) {
                case .new: break
                case .repeated: counts.repeated += 1
                case .late: counts.late += 1
                }
            }
        } catch {
            counts.malformed += 1
            lastError = error
        }
    }

    /// Gives out the rows that are done, by slice and second.
    public mutating func takeRows() -> [SliceRow] {
        var rows: [SliceRow] = []
        for index in slices.indices { slices[index].takeRows(into: &rows) }
        count(rows)
        return rows
    }

    /// Gives out every row before `second` as it is: for when the stream has fallen silent.
    public mutating func takeRows(before second: Int64) -> [SliceRow] {
        var rows: [SliceRow] = []
        for index in slices.indices {
            slices[index].close(before: second)
            slices[index].takeRows(into: &rows)
        }
        count(rows)
        return rows
    }

    private mutating func count(_ rows: [SliceRow]) {
        counts.rows += rows.count
        counts.incompleteRows += rows.count { $0.presentCount < $0.values.count }
    }

    @inline(__always)
    private mutating func route(
        of frame: MetricFrame,
        _ message: UnsafeBufferPointer<UInt8>
    ) throws(MessageError) -> Int {
        let key = frame.seriesKey(message)
        if let known = table.number(for: key) { return Int(known) }
        let (name, labels) = try frame.series(message)
        let route = routeOfSeries[SeriesID(name: name, labels: labels)] ?? 0
        _ = table.insert(key, number: route)
        return Int(route)
    }
}
