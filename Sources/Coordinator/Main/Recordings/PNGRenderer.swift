import Foundation

/// Turns pictures of SVG into PNG with librsvg's `rsvg-convert`, which Debian has in `librsvg2-bin`.
enum PNGRenderer {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Renders a picture, at twice its size in pixels, so that letters stay sharp.
    ///
    /// - Throws: ``Failure`` when the program is missing or refuses.
    static func render(_ svg: String, to file: String) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let candidates = folders.map { "\($0)/rsvg-convert" }
        guard let program = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw Failure(
                description: "\(file): rsvg-convert is not installed; install librsvg2-bin, or draw to an .svg file"
            )
        }
        let (input, errors) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["--format", "png", "--zoom", "2", "--background-color", "white", "--output", file]
        process.standardInput = input
        process.standardError = errors
        // A renderer that ends early must not end us.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        try? input.fileHandleForWriting.write(contentsOf: Data(svg.utf8))
        try? input.fileHandleForWriting.close()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            throw Failure(description: "\(file): rsvg-convert refused: \(words)")
        }
    }
}
