import Foundation
import LoadGeneration
import ServiceLifecycle

/// Runs a load to its end, and puts its rows where they belong.
struct LoadService: Service {
    let generator: LoadGenerator
    let rows: RowFile
    let clients: RowFile?
    let publisher: RowPublisher?

    func run() async throws {
        let summary = try await withThrowingTaskGroup(of: Void.self) { tasks in
            if let publisher {
                tasks.addTask { await publisher.run() }
            }
            let failure = FirstError()
            let summary = try await generator.run { event in
                await failure.note {
                    switch event {
                    case .row(let row):
                        publisher?.publish(row)
                        try rows.append(row.csv)
                    case .clients(let second, let count): try clients?.append("\(second),\(count)")
                    }
                }
            }
            publisher?.finish()
            try await tasks.waitForAll()
            if let error = await failure.error {
                throw error
            }
            return summary
        }
        report(summary)
    }

    private func report(_ summary: LoadSummary) {
        let counts = summary.operations
        var words = "\(summary.clientsStarted) clients started, at most \(summary.mostClients) at once"
        words += "; \(counts.answered) operations answered, \(counts.failed) failed, \(counts.dropped) given up"
        if counts.clientsLost > 0 {
            words += "; \(counts.clientsLost) clients ended by themselves"
        }
        if let failure = counts.lastFailure {
            words += "; last failure: \(failure)"
        }
        if let published = publisher?.counts {
            words +=
                "; \(published.accepted) rows published, \(published.rejected) rejected, \(published.dropped) dropped"
            words += published.lastFailure.map { "; last answer: \($0)" } ?? ""
        }
        // Nobody may be reading any more; the load is over all the same.
        try? FileHandle.standardError.write(contentsOf: Data("\(words)\n".utf8))
    }
}

/// Keeps the first error of a sequence of steps, so that a full disk is told once and the load goes on.
private actor FirstError {
    private(set) var error: (any Error)?

    func note(_ step: () throws -> Void) {
        do {
            try step()
        } catch {
            self.error = self.error ?? error
        }
    }
}
