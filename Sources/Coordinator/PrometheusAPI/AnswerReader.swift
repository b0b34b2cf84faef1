/// Reads an answer while it comes.
package protocol AnswerReader {
    init()

    /// Whether what came until now can be all of it.
    var isWhole: Bool { get }

    /// Takes the next bytes and hands the samples that are whole to `sink`; `false` for bytes of another kind, or damaged ones.
    mutating func append(_ bytes: [UInt8], into sink: inout some SampleSink) -> Bool
}
