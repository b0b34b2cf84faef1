package import Foundation
package import SRO
import Store

/// What stands in a shared topic, as JSON.
package struct SharedRecord: Codable, Equatable, Sendable {
    /// A part of the slices is somebody's from here on.
    package struct Claim: Codable, Equatable, Sendable {
        /// The partition, and with it all slices whose ids are keys in it.
        package var partition: Int32
        /// The name of the coordinator.
        package var name: String
        /// Where its API answers.
        package var url: String?

        package init(partition: Int32, name: String, url: String? = nil) {
            (self.partition, self.name, self.url) = (partition, name, url)
        }
    }

    package struct Definition: Codable, Equatable, Sendable {
        /// Counts the definitions of the slice.
        package var version: Int
        /// JSON; `nil` when it was deleted.
        package var body: Data?

        package init(version: Int, body: Data?) {
            (self.version, self.body) = (version, body)
        }
    }

    package struct Model: Codable, Equatable, Sendable {
        package var flavor: String
        package var version: Int
        package var milliseconds: Int64
        package var summary: Data
        package var artifact: Data
        package var counterfactual: Data?
    }

    package struct Decision: Codable, Equatable, Sendable {
        package struct Note: Codable, Equatable, Sendable {
            package var kind: String
            package var milliseconds: Int64
            package var body: Data
        }

        package var id: Int64
        package var milliseconds: Int64
        package var body: Data
        package var notes: [Note]
    }

    /// Tells it from all other records.
    package var ticket: String
    /// Tells the run of a coordinator that it comes from.
    package var origin: String
    /// The ticket of the claim that the slice was its owner's by.
    package var under: String?
    /// The slice; a claim has none.
    package var slice: String?

    package var claim: Claim?
    package var definition: Definition?
    package var state: SharedState?
    package var model: Model?
    package var decision: Decision?

    package init(ticket: String, origin: String, under: String? = nil, slice: String? = nil) {
        (self.ticket, self.origin, self.under, self.slice) = (ticket, origin, under, slice)
    }

    /// Reads a message; `nil` when it is none of ours.
    package init?(_ message: [UInt8]) {
        guard let record = try? JSONDecoder().decode(Self.self, from: Data(message)) else { return nil }
        self = record
    }

    package var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            preconditionFailure("our own values are encodable: \(error)")
        }
    }

    /// What a topic keeps the newest of.
    package var key: String {
        let slice = slice ?? ""
        if let claim { return "claim/\(claim.partition)" }
        if let model { return ModelKey(slice: slice, flavor: model.flavor, version: model.version).text }
        if let decision { return "decision/\(decision.id)" }
        return definition != nil ? "definition/\(slice)" : "state/\(slice)"
    }
}

/// What a model is found by in the topic of models.
package struct ModelKey: Equatable, Sendable {
    package var slice: String
    package var flavor: String
    package var version: Int

    package init(slice: String, flavor: String, version: Int) {
        (self.slice, self.flavor, self.version) = (slice, flavor, version)
    }

    /// Reads the key of a message; `nil` when it is none of a model.
    package init?(_ key: some Collection<UInt8>) {
        // Neither slices nor flavors have a slash in their ids.
        let words = String(decoding: key, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == "model", let version = Int(words[3]) else { return nil }
        self.init(slice: String(words[1]), flavor: String(words[2]), version: version)
    }

    package var text: String { "model/\(slice)/\(flavor)/\(version)" }
}

extension StoredModel {
    init(_ model: SharedRecord.Model) {
        self.init(
            flavor: model.flavor,
            version: model.version,
            milliseconds: model.milliseconds,
            isActive: false,
            summary: Array(model.summary),
            artifact: Array(model.artifact),
            counterfactual: model.counterfactual.map { Array($0) }
        )
    }
}

extension SharedRecord.Model {
    init(_ model: StoredModel) {
        self.init(
            flavor: model.flavor,
            version: model.version,
            milliseconds: model.milliseconds,
            summary: Data(model.summary),
            artifact: Data(model.artifact),
            counterfactual: model.counterfactual.map { Data($0) }
        )
    }
}

extension StoredDecision {
    init(_ decision: SharedRecord.Decision, slice: Int64) {
        self.init(
            id: decision.id,
            slice: slice,
            milliseconds: decision.milliseconds,
            body: Array(decision.body),
            notes: decision.notes.map { Note(kind: $0.kind, milliseconds: $0.milliseconds, body: Array($0.body)) }
        )
    }
}

extension SharedRecord.Decision {
    init(_ decision: StoredDecision) {
        self.init(
            id: decision.id,
            milliseconds: decision.milliseconds,
            body: Data(decision.body),
            notes: decision.notes.map { Note(kind: $0.kind, milliseconds: $0.milliseconds, body: Data($0.body)) }
        )
    }
}
