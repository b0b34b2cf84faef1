/// Is told how far a long piece of work has come.
///
/// Called from any thread, with the units that are done and all of them; never more than about a hundred times a piece.
public typealias SelectionProgress = @Sendable (_ done: Int, _ total: Int) -> Void
