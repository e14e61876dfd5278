using System.Text;

namespace SweepCluster.Deploy.Tests.Guide;

/// <summary>Takes shell commands apart: as much of the shell's grammar as the pages use, so that what they name can be looked up.</summary>
internal sealed class ShellScript
{
    private readonly List<ShellCommand> _commands = [];
    private readonly List<string> _words = [];
    private readonly Dictionary<string, string> _settings = [];
    private readonly StringBuilder _word = new();
    private readonly string _text;
    private bool _isWord;
    private string? _output;
    private string? _document;
    private string? _delimiter;
    private Next _next;
    private int _at;

    private ShellScript(string text) => _text = text.ReplaceLineEndings("\n") + "\n";

    private enum Next
    {
        Word,
        Output,
        Input,
        Delimiter,
    }

    /// <summary>The commands of a script, those of a pipeline one by one.</summary>
    public static IReadOnlyList<ShellCommand> Parse(string text) => new ShellScript(text).Read();

    private List<ShellCommand> Read()
    {
        while (_at < _text.Length)
            Step();
        return _commands;
    }

    private void Step()
    {
        var symbol = _text[_at++];
        switch (symbol)
        {
            case '\\' when _text[_at] == '\n':
                _at++;
                EndWord();
                break;
            case '\\':
                Append(_text[_at++].ToString());
                break;
            case '\'':
                Append(Until('\''));
                break;
            case '"':
                Quoted();
                break;
            case '$' when _text[_at] == '(':
                Append(Substitution());
                break;
            case ' ':
                EndWord();
                break;
            case '#' when !_isWord:
                _at = _text.IndexOf('\n', _at);
                break;
            case '\n':
                EndWord();
                if (_delimiter is not null)
                    _document = HereDocument(_delimiter);
                EndCommand();
                break;
            case '&' when _next == Next.Output:
                Append("&");
                break;
            case '|' or ';' or '&' or '(' or ')':
                EndWord();
                EndCommand();
                break;
            case '<' when _text[_at] == '<':
                _at++;
                EndWord();
                _next = Next.Delimiter;
                break;
            case '>' or '<':
                // Of `2>`, the number belongs to the redirection.
                if (_isWord && _word.Length == 1 && char.IsAsciiDigit(_word[0]))
                    (_isWord, _) = (false, _word.Clear());
                EndWord();
                _next = symbol == '>' ? Next.Output : Next.Input;
                break;
            default:
                Append(symbol.ToString());
                break;
        }
    }

    private void Append(string text)
    {
        _isWord = true;
        _word.Append(text);
    }

    private void Quoted()
    {
        Append("");
        while (_text[_at] != '"')
        {
            if (_text[_at] == '\\')
                _at++;
            if (_text[_at] == '$' && _text[_at + 1] == '(')
            {
                _at++;
                Append(Substitution());
                continue;
            }

            Append(_text[_at++].ToString());
        }

        _at++;
    }

    private string Until(char end)
    {
        var last = _text.IndexOf(end, _at);
        last.ShouldBeGreaterThanOrEqualTo(0, $"no {end} closes: {_text}");
        var found = _text[_at..last];
        _at = last + 1;
        return found;
    }

    // From the parenthesis on, with those within.
    private string Substitution()
    {
        var (first, depth) = (_at - 1, 0);
        do
        {
            depth += _text[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            _at++;
        }
        while (depth > 0);

        return _text[first.._at];
    }

    private string HereDocument(string delimiter)
    {
        var last = _text.IndexOf($"\n{delimiter}\n", _at - 1, StringComparison.Ordinal);
        last.ShouldBeGreaterThanOrEqualTo(0, $"no {delimiter} closes: {_text}");
        var found = _text[_at..(last + 1)];
        _at = last + delimiter.Length + 2;
        return found;
    }

    private void EndWord()
    {
        if (!_isWord)
            return;
        var word = _word.ToString();
        (_isWord, _) = (false, _word.Clear());
        switch (_next)
        {
            case Next.Output:
                _output = word;
                break;
            case Next.Delimiter:
                _delimiter = word;
                break;
            case Next.Word when word == "export" && _words.Count == 0:
                break;
            case Next.Word when _words.Count == 0 && IsSetting(word):
                var pair = word.Split('=', 2);
                _settings[pair[0]] = pair[1];
                break;
            case Next.Word:
                _words.Add(word);
                break;
        }

        _next = Next.Word;
    }

    private void EndCommand()
    {
        if (_words.Count + _settings.Count > 0)
        {
            var line = _text[..Math.Min(_at, _text.Length)].Count(symbol => symbol == '\n');
            _commands.Add(new([.. _words], new Dictionary<string, string>(_settings), _output, _document, Math.Max(line, 1)));
        }

        _words.Clear();
        _settings.Clear();
        (_output, _document, _delimiter) = (null, null, null);
    }

    private static bool IsSetting(string word)
    {
        var name = word.Split('=')[0];
        return name.Length < word.Length && name.Length > 0
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !char.IsAsciiDigit(name[0]);
    }
}
