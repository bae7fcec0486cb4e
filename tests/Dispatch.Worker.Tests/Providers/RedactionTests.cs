using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class RedactionTests
{
    private const string Secret = "sk-One+two/three\"four\\five<six>&seven=";

    private static readonly Redaction Known = new([Secret, "the-other-secret"]);

    private static readonly Func<string, string>[] Writings =
        [text => text, Uri.EscapeDataString, text => WebUtility.HtmlEncode(text), text => JsonEncodedText.Encode(text).ToString()];

    public static TheoryData<string> Quotations() =>
    [
        Secret,
        Secret.ToUpperInvariant(),
        Uri.EscapeDataString(Secret),
        WebUtility.UrlEncode(Secret).ToLowerInvariant(),
        WebUtility.HtmlEncode(Secret),
        JsonEncodedText.Encode(Secret).ToString(),
        JsonEncodedText.Encode(Secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        Secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal),
        Encoded(Secret),
        Encoded($"Bearer {Secret}"),
        Encoded($"a {Secret} and more"),
        Encoded($"ab {Secret}").Replace('+', '-').Replace('/', '_').TrimEnd('='),
    ];

    [Theory]
    [MemberData(nameof(Quotations))]
    public void Takes_out_a_secret_however_it_is_quoted(string quotation)
    {
        var clean = Known.Apply($"Refused: {quotation} is unknown; {quotation}!");

        Assert.StartsWith("Refused: ", clean, StringComparison.Ordinal);
        Assert.Equal(2, clean.Split("[redacted]").Length - 1);
        Assert.EndsWith("!", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(quotation[8..20], clean, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("the-other-se", "[redacted]")]
    [InlineData("the-other-secr... is unknown", "[redacted] is unknown")]
    [InlineData("the-other-se!72et is unknown", "[redacted] is unknown")]
    [InlineData("the-other-s", "the-other-s")]
    [InlineData("THE-OTHER-SECRETS", "[redacted]S")]
    [InlineData("the-other-secretthe-other-secret", "[redacted][redacted]")]
    [InlineData("the-other-sethe-other-secret", "[redacted]")]
    [InlineData("", "")]
    public void Takes_what_begins_like_a_secret_for_the_secret(string text, string expected) => Assert.Equal(expected, Known.Apply(text));

    [Theory]
    [InlineData("EMPTY")]
    [InlineData("none")]
    [InlineData("x")]
    [InlineData("")]
    public void A_word_in_place_of_a_secret_stays(string word) =>
        Assert.Equal($"The key {word} is unknown.", new Redaction([word]).Apply($"The key {word} is unknown."));

    [Fact]
    public void Of_a_secret_within_another_nothing_is_left_over() =>
        Assert.Equal("[redacted]", new Redaction(["the-token", "Token the-token of mine"]).Apply("Token the-token of mine"));

    [Fact]
    public void Nothing_of_a_secret_is_left_wherever_it_stands_in_whatever_text() =>
        (from secret in Gen.String[Gen.Char[' ', '~'], 13, 60]
         from before in Gen.String[Gen.Char[' ', '~'], 0, 30]
         from after in Gen.String[Gen.Char[' ', '~'], 0, 30]
         from form in Gen.Int[0, Writings.Length - 1].Select(which => Writings[which])
         select (secret, quoted: before + form(secret) + after, form)).Sample(drawn =>
            Assert.DoesNotContain(drawn.form(drawn.secret), new Redaction([drawn.secret]).Apply(drawn.quoted), StringComparison.Ordinal));

    [Fact]
    public void Nothing_of_a_secret_is_left_in_base64_of_whatever_surrounds_it() =>
        (from secret in Gen.String[Gen.Char[' ', '~'], 13, 60]
         from before in Gen.String[Gen.Char[' ', '~'], 0, 30]
         from after in Gen.String[Gen.Char[' ', '~'], 0, 30]
         select (secret, before, after)).Sample(drawn =>
        {
            var clean = new Redaction([drawn.secret]).Apply(Encoded(drawn.before + drawn.secret + drawn.after));

            Assert.Contains("[redacted]", clean, StringComparison.Ordinal);
            Assert.InRange(clean.Length, 0, Encoded(drawn.before).Length + Encoded(drawn.after).Length + "[redacted]".Length + 4);
        });

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
