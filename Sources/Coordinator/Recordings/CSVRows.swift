import Glibc

/// The rows of a file of comma-separated values (RFC 4180), one at a time, in memory that holds little more than one row.
///
/// Lines may end in LF or CRLF; a byte order mark is skipped and so are empty lines.
struct CSVRows: ~Copyable {
    /// Where a cell lies, counted from the beginning of its row.
    struct Cell {
        var start: Int
        var end: Int
        /// Whether the cell stood in double quotes, which are not part of it; inner ones are still doubled.
        var isQuoted: Bool
    }

    static let rowLimit = 256 << 20

    let file: String
    /// The cells of the row that was read last.
    private(set) var cells: [Cell] = []
    /// The line on which that row begins, counted from one.
    private(set) var line = 0
    /// Whether that row is the file's last one and has no line end, so that it may be half-written.
    private(set) var isUnterminated = false

    private let descriptor: Int32
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var rowStart = 0
    private var nextStart = 0
    private var end = 0
    private var nextLine = 1

    /// Opens a file, and refuses what is certainly not text in UTF-8.
    static func open(_ file: String, capacity: Int = 1 << 20) throws(RecordingError) -> CSVRows {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RecordingError(file: file, .refused(errno: errno)) }
        var rows = CSVRows(file: file, descriptor: descriptor, capacity: capacity)
        try rows.skipByteOrderMark()
        return rows
    }

    private init(file: String, descriptor: Int32, capacity: Int) {
        self.file = file
        self.descriptor = descriptor
        self.capacity = capacity
        buffer = .allocate(capacity: capacity)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// The bytes of a cell of the row that was read last, valid until the next one is read.
    func bytes(of cell: Cell) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: buffer + rowStart + cell.start, count: cell.end - cell.start)
    }

    /// The text of a cell; what is not UTF-8 is replaced.
    func text(of cell: Cell) -> String {
        let text = String(decoding: bytes(of: cell), as: UTF8.self)
        return cell.isQuoted ? text.replacingDoubledQuotes() : text
    }

    /// Reads the next row that is not empty.
    ///
    /// - Returns: Whether there was one.
    mutating func next() throws(RecordingError) -> Bool {
        while try readRow() {
            if cells.count > 1 || cells[0].end > cells[0].start || cells[0].isQuoted { return true }
        }
        return false
    }

    private mutating func readRow() throws(RecordingError) -> Bool {
        cells.removeAll(keepingCapacity: true)
        rowStart = nextStart
        line = nextLine
        var cell = Cell(start: 0, end: 0, isQuoted: false)
        var isInQuotes = false
        var offset = 0
        reading: while true {
            let row = buffer + rowStart
            let available = end - rowStart
            while offset < available {
                if isInQuotes {
                    let byte = row[offset]
                    if byte == UInt8(ascii: "\n") { nextLine += 1 }
                    if byte == UInt8(ascii: "\"") {
                        // The next byte tells whether this quote closes the cell or is one half of an inner one.
                        if offset + 1 == available, try canRefill() { continue reading }
                        if offset + 1 < end - rowStart, row[offset + 1] == byte {
                            offset += 1
                        } else {
                            isInQuotes = false
                            cell.end = offset
                        }
                    }
                    offset += 1
                    continue
                }
                // Digits, dots, minus signs and letters are all above the comma.
                while offset < available, row[offset] > UInt8(ascii: ",") { offset += 1 }
                guard offset < available else { break }
                switch row[offset] {
                case UInt8(ascii: ","):
                    if !cell.isQuoted { cell.end = offset }
                    cells.append(cell)
                    cell = Cell(start: offset + 1, end: offset + 1, isQuoted: false)
                case UInt8(ascii: "\n"):
                    if !cell.isQuoted { cell.end = offset > cell.start && row[offset - 1] == 13 ? offset - 1 : offset }
                    cells.append(cell)
                    nextStart = rowStart + offset + 1
                    nextLine += 1
                    return true
                case UInt8(ascii: "\"") where offset == cell.start && !cell.isQuoted:
                    isInQuotes = true
                    cell.isQuoted = true
                    cell.start = offset + 1
                default: break
                }
                offset += 1
            }
            if try canRefill() { continue }
            return try finishLastRow(cell, isInQuotes: isInQuotes, offset: offset)
        }
    }

    private mutating func finishLastRow(_ cell: Cell, isInQuotes: Bool, offset: Int) throws(RecordingError) -> Bool {
        nextStart = end
        guard offset > 0 else { return false }
        if isInQuotes { throw RecordingError(file: file, line: line, .openQuote) }
        var cell = cell
        if !cell.isQuoted { cell.end = offset }
        cells.append(cell)
        isUnterminated = true
        return true
    }

    /// Reads more of the file behind what is there of the row; `false` at the end of the file.
    private mutating func canRefill() throws(RecordingError) -> Bool {
        if rowStart > 0 {
            buffer.update(from: buffer + rowStart, count: end - rowStart)
            end -= rowStart
            rowStart = 0
        }
        if end == capacity {
            guard capacity < Self.rowLimit else {
                throw RecordingError(file: file, line: line, .rowTooLong(limit: Self.rowLimit))
            }
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
            larger.update(from: buffer, count: end)
            buffer.deallocate()
            buffer = larger
            capacity *= 2
        }
        while true {
            let count = read(descriptor, buffer + end, capacity - end)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RecordingError(file: file, .refused(errno: errno)) }
            end += count
            return count > 0
        }
    }

    private mutating func skipByteOrderMark() throws(RecordingError) {
        while end < 4, try canRefill() {}
        let start = Array(UnsafeBufferPointer(start: buffer, count: min(4, end)))
        if start.starts(with: [0xEF, 0xBB, 0xBF]) {
            nextStart = 3
        } else if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw RecordingError(file: file, line: 1, .wrongEncoding("the byte order mark of UTF-16"))
        } else if start.contains(0) {
            throw RecordingError(file: file, line: 1, .wrongEncoding("NUL bytes, as in UTF-16"))
        } else if start.starts(with: [0x1F, 0x8B]) {
            throw RecordingError(file: file, line: 1, .wrongEncoding("gzip's magic number"))
        }
    }
}

extension String {
    /// The text with each doubled double quote as one.
    fileprivate func replacingDoubledQuotes() -> String {
        var result = String.UnicodeScalarView()
        var isSecond = false
        for scalar in unicodeScalars {
            isSecond = scalar == "\"" && !isSecond
            if scalar != "\"" || isSecond { result.append(scalar) }
        }
        return String(result)
    }
}
