import Foundation

/// Where an extraction keeps what is finished, so that it goes on after it was killed.
///
/// `plan.json` says what is extracted; a group's cells are in `N.cells`, little-endian doubles, which is written under
/// another name and then renamed: a file that is there is whole.
struct WorkFolder {
    let path: String

    var plan: ExtractionPlan? {
        guard let data = FileManager.default.contents(atPath: path + "/plan.json") else { return nil }
        return try? JSONDecoder().decode(ExtractionPlan.self, from: data)
    }

    /// Empties the folder.
    func begin() throws(ExtractionError) {
        try? FileManager.default.removeItem(atPath: path)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .refused(file: path, errno: errno)
        }
    }

    /// Writes down what the folder is for; groups that were finished before count from then on.
    func keep(_ plan: ExtractionPlan) throws(ExtractionError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try encoder.encode(plan).write(to: URL(filePath: path + "/plan.json"), options: .atomic)
        } catch {
            throw .refused(file: path, errno: errno)
        }
    }

    func file(ofGroup group: Int) -> String { "\(path)/\(group).cells" }

    func hasGroup(_ group: Int, cellCount: Int) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file(ofGroup: group))
        return (attributes?[.size] as? NSNumber)?.intValue == cellCount * 8
    }

    func write(_ cells: Cells, ofGroup group: Int) throws(ExtractionError) {
        let file = file(ofGroup: group)
        let descriptor = open(file + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .refused(file: file, errno: errno) }
        defer { close(descriptor) }
        let bytes = UnsafeRawBufferPointer(cells.numbers)
        var written = 0
        while written < bytes.count {
            let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused(file: file, errno: errno) }
            written += count
        }
        guard rename(file + ".new", file) == 0 else { throw .refused(file: file, errno: errno) }
    }

    func remove() {
        // What cannot be removed only takes room.
        try? FileManager.default.removeItem(atPath: path)
    }
}
