import Foundation
import Testing

/// Coordinators that share slices: one is killed, one is stopped for longer than the group waits, and nothing is done twice.
@Suite(.serialized) struct SharingTests {
    private struct Slice: Decodable {
        struct Flavor: Decodable { var rows: Int }
        var flavors: [Flavor]
    }

    private struct Models: Decodable {
        struct Model: Decodable { var version: Int, active: Bool }
        var models: [Model]
    }

    /// Taking over is measured where nobody acts: a slice that has gone up has no model for its new flavor.
    private struct Takeover {
        var slices: [String]
        var worst: Double
    }

    @Test(
        "Slices of one that dies or stands still are forecast by the others within 10 s, and no order is given twice",
        .enabled(if: SharedSlices.obstacle == nil, "\(SharedSlices.obstacle ?? "")"),
        .timeLimit(.minutes(8))
    )
    func othersTakeOver() async throws {
        let shared = try SharedSlices()
        try await shared.start()
        try await train(shared)

        let killed = try await takeover(from: 0, of: shared) { program in
            _ = try await program.end(with: SIGKILL)
        }
        print("killed: \(killed.slices.count) slices, the last one forecast by another after \(killed.worst) s")
        #expect(killed.worst <= 10)
        try await serveWhatAnotherHasTrained(killed.slices, shared)

        let pid = try #require(shared.programs[1].coordinator?.processIdentifier)
        let stopped = try await takeover(from: 1, of: shared) { _ in kill(pid, SIGSTOP) }
        print("stopped: \(stopped.slices.count) slices, the last one forecast by another after \(stopped.worst) s")
        #expect(stopped.worst <= 10)
        kill(pid, SIGCONT)
        try await shared.wait("the one that stood still to have slices again") {
            try await shared.owners().values.contains(1)
        }
        try await addAtOneAndFindAtAnother(shared)
        try await takeAFlavorAwayByTheOther(shared)

        try await letAct(shared.slices, shared)
        try await shared.wait("an order for each slice") {
            Set(shared.orders.map(\.slice)).count == shared.slices.count
        }
        expectNothingTwice(shared)
        for program in shared.programs[1...] { #expect(try await program.end(with: SIGTERM).status == 0) }
    }

    private func train(_ shared: SharedSlices) async throws {
        for slice in shared.slices {
            try await shared.wait("rows of \(slice)") {
                let owner = try await shared.owner(of: slice)
                let answer = try await owner.get("/api/v1/slices/\(slice)")
                guard answer.status == 200 else { return false }
                return try answer.decoded(Slice.self).flavors[0].rows >= 26
            }
            let owner = try await shared.owner(of: slice)
            let accepted = try await owner.post("/api/v1/slices/\(slice)/flavors/low/train")
            #expect(accepted.status == 202, "\(accepted.text)")
        }
        try await shared.wait("forecasts of all slices", seconds: 180) {
            Set(shared.forecasts.map(\.slice)).count == shared.slices.count
        }
    }

    /// Lets slices act, each of which wants the higher flavor within the twenty seconds that its KPI takes to rise and fall.
    private func letAct(_ slices: [String], _ shared: SharedSlices) async throws {
        for slice in slices {
            let owner = try await shared.owner(of: slice)
            #expect(try await owner.post("/api/v1/slices/\(slice)/override", #"{"override": true}"#).status == 200)
            #expect(try await owner.post("/api/v1/slices/\(slice)/mode", #"{"mode": "act"}"#).status == 200)
        }
    }

    /// Takes a coordinator out while some of its slices are about to act, and measures until another one forecasts the rest.
    private func takeover(
        from index: Int,
        of shared: SharedSlices,
        _ takeOut: (ServeProgram) async throws -> Void
    ) async throws -> Takeover {
        let owners = try await shared.owners()
        let ordered = Set(shared.orders.map(\.slice))
        let slices = shared.slices.filter { owners[$0] == index && !ordered.contains($0) }
        try #require(slices.count > 1)
        let other = try #require(shared.programs.last)
        let answer = try await other.get("/api/v1/slices/\(slices[0])")
        #expect(answer.status == 307, "who does not have it says who has: \(answer.text)")
        try await letAct([slices[0]], shared)
        try await takeOut(shared.programs[index])
        let start = Date().timeIntervalSince1970
        // What was on its way is the old owner's.
        let late = start + 1
        func delays() -> [Double] {
            let forecasts = shared.forecasts
            return slices[1...].compactMap { slice in forecasts.first { $0.slice == slice && $0.at > late } }
                .map { $0.at - start }
        }
        try await shared.wait("forecasts by the others", seconds: 30) { delays().count == slices.count - 1 }
        return Takeover(slices: slices, worst: delays().max() ?? .infinity)
    }

    private func serveWhatAnotherHasTrained(_ slices: [String], _ shared: SharedSlices) async throws {
        for slice in slices {
            let owner = try await shared.owner(of: slice)
            #expect(owner !== shared.programs[0])
            let models = try await owner.get("/api/v1/slices/\(slice)/models").decoded(Models.self).models
            #expect(models.contains { $0.version == 1 && $0.active }, "\(slice): \(models)")
        }
    }

    private func addAtOneAndFindAtAnother(_ shared: SharedSlices) async throws {
        let added = try await shared.programs[1].send(
            "PUT",
            "/api/v1/slices/added",
            body: shared.definition(of: "added"),
            headers: ["Content-Type": "application/json"]
        )
        #expect([201, 202].contains(added.status), "\(added.text)")
        try await shared.wait("the slice to be known at the other one") {
            let group = try await shared.programs[2].get("/api/v1/group").decoded(SharedSlices.Group.self)
            return group.slices.contains { $0.id == "added" && $0.owner != nil }
        }
        let owner = try await shared.owner(of: "added")
        #expect(try await owner.get("/api/v1/slices/added").status == 200)
    }

    /// Flavors come and go at the slice's owner, and the other one says where that is.
    private func takeAFlavorAwayByTheOther(_ shared: SharedSlices) async throws {
        let owner = try await shared.owner(of: "added")
        let other = try #require(shared.programs[1...].first { $0 !== owner })
        let path = "/api/v1/slices/added/flavors/high"
        let sent = try await other.send("DELETE", path)
        #expect(sent.status == 307 && sent.location == "http://127.0.0.1:\(owner.port)\(path)", "\(sent.text)")
        #expect(try await owner.send("DELETE", "/api/v1/slices/added/flavors/low").status == 409, "it is in force")
        #expect(try await owner.send("DELETE", path).status == 204)
        try await shared.wait("the flavor to be gone at the other one, too") {
            try await !other.get("/api/v1/slices/added/definition").text.contains("high")
        }
    }

    private func expectNothingTwice(_ shared: SharedSlices) {
        let forecasts = shared.forecasts
        let seconds = Set(forecasts.map { "\($0.slice) \($0.second)" })
        #expect(seconds.count == forecasts.count, "a second of a slice was forecast by two")
        for slice in shared.slices {
            let orders = shared.orders.filter { $0.slice == slice }
            #expect(orders.count == 1, "\(slice) has nowhere to go after one order: \(orders)")
        }
    }
}
