import Synchronization

/// The cells of finished groups: in memory, until the work has taken so long that it is worth going on with after it was
/// killed, or they have grown too many; from then on in files.
final class CellShelf: Sendable {
    /// More than so many bytes go to files at once.
    static let byteLimit = 128 << 20

    private struct State {
        var kept: [Int: Cells] = [:]
        var byteCount = 0
        var isOpen = true
    }

    private let state = Mutex(State())
    private let folder: WorkFolder
    private let plan: ExtractionPlan
    private let end: ContinuousClock.Instant

    /// Begins with a folder that has been emptied, or holds a part of the same plan.
    ///
    /// - Parameter patience: For how long cells may lie in memory only.
    init(_ folder: WorkFolder, _ plan: ExtractionPlan, patience: Duration) {
        (self.folder, self.plan) = (folder, plan)
        end = .now + patience
    }

    /// What lies in memory, by the number of its group.
    var kept: [Int: Cells] { state.withLock { $0.kept } }

    /// Takes the cells of a group.
    ///
    /// - Throws: ``ExtractionError/refused(file:errno:)``.
    func put(_ cells: Cells, as number: Int) throws(ExtractionError) {
        let isLate = ContinuousClock.now >= end
        let (isKept, isFirst, earlier) = state.withLock { state -> (Bool, Bool, [Int: Cells]) in
            if state.isOpen, !isLate, state.byteCount + cells.byteCount <= Self.byteLimit {
                state.kept[number] = cells
                state.byteCount += cells.byteCount
                return (true, false, [:])
            }
            defer { (state.isOpen, state.kept) = (false, [:]) }
            return (false, state.isOpen, state.kept)
        }
        if isKept { return }
        if isFirst { try folder.keep(plan) }
        for (number, cells) in earlier { try folder.write(cells, ofGroup: number) }
        try folder.write(cells, ofGroup: number)
    }
}
