import Forecasting
import Foundation

/// A model in a file.
struct ModelFile {
    /// A model's file could not be read.
    struct Failure: Error, CustomStringConvertible {
        let file: String
        let reason: String

        var description: String { "\(file): \(reason)" }
    }

    let path: String
    let byteCount: Int
    let model: ForecastModel

    /// Reads a file.
    ///
    /// - Throws: ``Failure`` that names the file and says why it is refused.
    init(path: String) throws(Failure) {
        self.path = path
        do {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            byteCount = bytes.count
            model = try ForecastModel(decoding: bytes)
        } catch let error as ForecastingError {
            throw Failure(file: path, reason: error.description)
        } catch {
            throw Failure(file: path, reason: error.localizedDescription)
        }
    }
}
