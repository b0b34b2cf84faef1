/// A picture of numbers, drawn as a self-contained SVG document.
public protocol Chart: Sendable {
    /// The picture as an `<svg>` element with its own style: it stands alone as a file or inside a page.
    ///
    /// It loads nothing, follows the reader's dark or light preference, and carries a title and a description for
    /// readers who listen.
    func svg() -> String
}
