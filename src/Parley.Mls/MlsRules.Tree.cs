namespace Parley.Mls;

/// <content>Which trees and paths are accepted.</content>
internal static partial class MlsRules
{
    public static MlsRule TreeGiven { get; } = new(80, "12.4.3.3", "A joiner has the ratchet tree.");

    public static MlsRule TreeHash { get; } = new(81, "12.4.3.1", "A ratchet tree has the tree hash of its group context.");

    public static MlsRule ParentHashValid { get; } = new(82, "7.9.2", "Each parent is parent-hash valid, through exactly one descendant.");

    public static MlsRule UnmergedLeafBelow { get; } = new(83, "12.4.3.1", "An unmerged leaf is a member below its node.");

    public static MlsRule UnmergedLeafBetween { get; } = new(84, "12.4.3.1", "An unmerged leaf is one at all parents between.");

    public static MlsRule TreeSize { get; } = new(85, "", "A tree is no larger than the limit.");

    public static MlsRule PathLength { get; } = new(86, "7.5", "A path has a node for each of the filtered direct path.");

    public static MlsRule PathCiphertexts { get; } = new(87, "7.6", "A path node has a ciphertext for each node of the copath's resolution.");

    public static MlsRule PathNotForUs { get; } = new(88, "7.5", "A path has a ciphertext that this member can decrypt.");

    public static MlsRule PathSecretDecryption { get; } = new(89, "7.5", "A path secret decrypts.");

    public static MlsRule PathSecretLength { get; } = new(90, "7.4", "A path secret has the length of the KDF's output.");

    public static MlsRule PathPublicKey { get; } = new(91, "7.5", "A path's public keys follow from its secrets.");

    public static MlsRule PathKeysNew { get; } = new(92, "12.4.2", "A path's public keys are new to the tree.");

    public static MlsRule CommitParentHash { get; } = new(93, "7.5", "The leaf of a path holds the parent hash of the path.");

    public static MlsRule KeyDerivation { get; } = new(94, "5.1", "A key pair can be derived.");

    public static MlsRule PublicKeyUnusable { get; } = new(95, "5.1.1", "A public key can be encrypted to.");
}
