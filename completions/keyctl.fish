# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_keyctl_global_optspecs
    string join \n db= master-key-file= as= as-password-file= otp= token-file= o/output= columns= no-headers color= width= q/quiet v/verbose y/yes no-input dry-run utc h/help V/version
end

function __fish_keyctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_keyctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_keyctl_using_subcommand
    set -l cmd (__fish_keyctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c keyctl -n "__fish_keyctl_needs_command" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_needs_command" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_needs_command" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_needs_command" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_needs_command" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_needs_command" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_needs_command" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_needs_command" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_needs_command" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_needs_command" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_needs_command" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_needs_command" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_needs_command" -s V -l version -d 'Print version'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "init" -d 'Make the database, the master key and the first operator'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "quickstart" -d 'Make everything that is missing, serve, and send a first request'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "user" -d 'Manage users: the people and services that keys belong to'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "2fa" -d 'Manage second factors: codes of an authenticator, and backup codes'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "role" -d 'Manage roles: what the keys of a user may do, and how long they live'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "operator" -d 'Manage operators: which OS user acts as which user'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "key" -d 'Manage keys: what programs call the gateway with'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "provider" -d 'Manage providers: the upstreams that run models'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "price" -d 'Manage prices: what models cost'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "budget" -d 'Manage budgets: how much may be spent'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "limit" -d 'Manage limits: how many requests and tokens in how much time'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "usage" -d 'Report usage: who used what, and what it cost'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "dashboard" -d 'Show an account at a glance: usage, budget, keys, models, days'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "audit" -d 'Read the audit log, and prove that it is whole'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "notice" -d 'Deliver notices: what people are told of without asking'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "setting" -d 'Read and change settings'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "db" -d 'Look after the database'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "serve" -d 'Serve the gateway'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "completion" -d 'Write the completions of a shell'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "man" -d 'Write the manual'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "help" -d 'Show the help of a command, or a topic'
complete -c keyctl -n "__fish_keyctl_needs_command" -f -a "generate" -d 'Write what the project keeps of the command tree'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l admin -d 'E-mail of the first operator, whose handle is its local part; else the OS user\'s name' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l brand -d 'Word that API keys begin with' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l time-zone -d 'Zone in which days and months of reports begin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand init" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l listen -d 'Address to serve at' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l once -d 'Stop after the first request'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand quickstart" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "create" -d 'Create a user'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "list" -d 'List users'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "show" -d 'Show one user: what proves who it is, what stands against it, and how many keys it has'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "set" -d 'Change what a user is called, or its role'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "passwd" -d 'Change a password'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "disable" -d 'Refuse every key of a user until it is enabled again'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "enable" -d 'Serve the keys of a user again'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "unlock" -d 'Open the account of a user who is locked after failed attempts'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "import" -d 'Create many users from a file, all or none of them'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and not __fish_seen_subcommand_from create list show set passwd disable enable unlock import remove" -f -a "remove" -d 'Remove a user for good, and revoke its keys; usage and audit log stay'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l handle -d 'Handle to use instead of the local part of the e-mail' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l display-name -d 'Name to show beside the handle' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l role -d 'Role that says what the user\'s keys may do' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l budget -d 'Let it spend so much, such as 50/month, day, week or total' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l password-file -d 'Read the password from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l service -d 'Create a service: a program, not a person'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l password-stdin -d 'Read the password from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l no-password -d 'Create it without a password, which is what happens where none is given'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l if-not-exists -d 'Succeed where the same user exists already'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l status -d 'Show only users of this status: active, disabled, locked or removed' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l role -d 'Show only users of this role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l no-2fa -d 'Show only people without a second factor'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l email -d 'Give it this e-mail' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l handle -d 'Give it this handle; its keys are USER/NAME by it from now on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l display-name -d 'Name to show beside the handle; \'\' for none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l role -d 'Give it this role: its keys may do from the next request on what the role says' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l password-file -d 'Read the password from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l present-password-file -d 'Read your present password, which changing your own takes, from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l password-stdin -d 'Read the password from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l reason -d 'Say why, for the audit log' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l format -d 'How it is written: csv with a header row, or jsonl' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l key -d 'Make each user a key of this name, unless they have one; needs --out-dir' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l out-dir -d 'Write each key to DIR/USER/KEY-NAME, mode 0600' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l if-not-exists -d 'Accept users who exist already as the file has them'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l confirm -d 'Confirm by the user\'s handle' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand user; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "enroll" -d 'Make a key for an authenticator, show it, and accept its first code'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "confirm" -d 'Accept the first code of a pending second factor, and show ten backup codes'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "verify" -d 'Check a code or a backup code, which uses it up'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "status" -d 'Show who has a second factor, and who is locked'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "disable" -d 'Take away a second factor, for a code of it'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "reset" -d 'Take away a second factor that is lost; the user is told'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and not __fish_seen_subcommand_from enroll confirm verify status disable reset backup-codes" -f -a "backup-codes" -d 'Count the backup codes that are left, or make ten new ones'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l qr -d 'How to draw the QR code: auto takes what the terminal shows, or a picture with --out' -r -f -a "auto\t'Half blocks on a terminal that is wide enough, a picture in a file'
utf8\t'Half blocks, also into a pipe'
ascii\t'`#` and spaces, also into a pipe'
svg\t'A picture, in a file'
none\t'Not at all: the key as text'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l out -d 'Write the QR code to this new file, mode 0600, for somebody elsewhere; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l show-secret -d 'Show the key as text too'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l code -d 'Code of the authenticator, six digits; it is good once' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l code-stdin -d 'Read the code from stdin, where a backup code of an enabled second factor is taken too'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from confirm" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l code -d 'Code of the authenticator, six digits; it is good once' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l code-stdin -d 'Read the code from stdin, where a backup code of an enabled second factor is taken too'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l code -d 'Code of the authenticator, six digits; it is good once' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l code-stdin -d 'Read the code from stdin, where a backup code of an enabled second factor is taken too'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l reason -d 'Why; the audit log keeps it and the user is told' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l regenerate -d 'Make ten new codes and show them this once; the old ones are void'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand 2fa; and __fish_seen_subcommand_from backup-codes" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "list" -d 'List roles'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "show" -d 'Show one role'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "create" -d 'Create a role'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "set" -d 'Change what a role permits, from the next request on, and how long its new keys live'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and not __fish_seen_subcommand_from list show create set remove" -f -a "remove" -d 'Remove a role that no user and no living key has'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l permission -d 'Permit this: noun:verb, noun:* or *; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l lifetime -d 'Let its keys live so long by default and at most; none for no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l add -d 'Permit this too: noun:verb, noun:* or *; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l remove -d 'Permit this no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l lifetime -d 'Let new keys live so long by default and at most; none for no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand role; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -f -a "list" -d 'List the OS users who act as users, and what they may do'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -f -a "bind" -d 'Have an OS user act as a user, in place of whom it acted as'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and not __fish_seen_subcommand_from list bind unbind" -f -a "unbind" -d 'Have an OS user act as nobody'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l user -d 'User it acts as: e-mail, handle or number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l allow -d 'Allow only this of what the user\'s role permits: noun:verb, noun:* or *; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from bind" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand operator; and __fish_seen_subcommand_from unbind" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "create" -d 'Create a key and show it once'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "list" -d 'List keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "show" -d 'Show one key, its versions, and who uses them'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "set" -d 'Rename a key, or change how long it lives and what narrows it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "rotate" -d 'Give keys a new secret; the old one goes on for a while'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "regenerate" -d 'Give keys a new secret and end the old one at once: rotate --grace 0'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "refresh" -d 'Give a key in its last 24 hours a new secret and its lifetime anew'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "suspend" -d 'Stop a key until it is resumed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "resume" -d 'Serve a suspended key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "revoke" -d 'Revoke keys for good'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "reveal" -d 'Show a recoverable key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "verify" -d 'Judge a key from stdin as the gateway would'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "explain" -d 'Show each check of the gateway, its verdict and its numbers'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "identify" -d 'Find the keys in a text from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and not __fish_seen_subcommand_from create list show set rotate regenerate refresh suspend resume revoke reveal verify explain identify import" -f -a "import" -d 'Take over keys that another system made, in the clear or hashed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l user -d 'User whose key it is: e-mail, handle or number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l role -d 'Role that bounds the key within the role of its user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l allow -d 'Allow only this permission, such as chat:read; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l model -d 'Allow only models that match, such as \'gpt-*\'; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l cidr -d 'Allow only addresses of this network, such as 10.0.0.0/8; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l expires -d 'End it so long from now, and again from each rotation (30d), at an instant, or never; by default as its role says' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l env -d 'Word in the key that tells live keys from test keys: live or test' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l rotate-every -d 'Have `key rotate --due` rotate it so long after the last time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l budget -d 'Let it spend so much, such as 50/month, day, week or total' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l recoverable -d 'Keep an encrypted copy too, so that `key reveal` can show the key again'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l if-not-exists -d 'Succeed where the user has a living key of this name, without showing it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l user -d 'Show only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l status -d 'Show only keys of this status: active, suspended, expired or revoked' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l expiring -d 'Show only living keys that expire within this time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l unused -d 'Show only living keys that were not used for this time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l legacy -d 'Show only keys that were imported and not rotated since'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l exit-code -d 'End with 12 where there is such a key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l name -d 'Rename it; unique among the user\'s living keys' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l expires -d 'End it so long from now, and again from each rotation (30d), at an instant, or never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l rotate-every -d 'Have `key rotate --due` rotate it so long after the last time, or never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l add-model -d 'Allow models that match, such as \'gpt-*\'; of a key that may use any, only these from now on; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l remove-model -d 'Allow this model or pattern no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l add-cidr -d 'Allow addresses of this network, such as 10.0.0.0/8; of a key that may be used from anywhere, only these from now on; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l remove-cidr -d 'Allow this network no more; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l any-model -d 'Allow any model'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l any-cidr -d 'Allow any address'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l user -d 'With --due: only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l max -d 'With --due: so many keys at most' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l grace -d 'Let the old secret go on for this time, 0 to 30d; else for what the setting rotation.grace says, or with `regenerate` not at all' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l rotation-id -d 'Name the rotation, so that a retry rotates nothing' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l out-dir -d 'Write each secret to DIR/USER/KEY-NAME, mode 0600, in place of the one before' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l deliver-cmd -d 'Give each secret to this command on stdin, with user/name as KEYCTL_KEY in its environment; the old one goes on if it fails' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l due -d 'Rotate every active key whose --rotate-every has passed, the oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l compromised -d 'End the old secret at once, and say in the audit log that others may have it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l user -d 'With --due: only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l max -d 'With --due: so many keys at most' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l grace -d 'Let the old secret go on for this time, 0 to 30d; else for what the setting rotation.grace says, or with `regenerate` not at all' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l rotation-id -d 'Name the rotation, so that a retry rotates nothing' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l out-dir -d 'Write each secret to DIR/USER/KEY-NAME, mode 0600, in place of the one before' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l deliver-cmd -d 'Give each secret to this command on stdin, with user/name as KEYCTL_KEY in its environment; the old one goes on if it fails' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l due -d 'Rotate every active key whose --rotate-every has passed, the oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l compromised -d 'End the old secret at once, and say in the audit log that others may have it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from regenerate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l user -d 'Revoke the keys of this user; needs --all' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l reason -d 'Say why, for the audit log' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l confirm -d 'Confirm --all by the user\'s handle' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l all -d 'Revoke every key of the user; asks for the handle'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l out -d 'Write the secret to this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l env-name -d 'Write NAME=value instead of the bare value' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from reveal" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l model -d 'Model that the request would run' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l method -d 'Method of the request; by default that of the path' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l path -d 'Path of the request; by default the chat of whoever serves the model' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l client -d 'Address that the request would come from' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l tokens -d 'Tell what this many tokens would cost' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l exit-code -d 'End with 12 where the gateway would refuse it'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l revoke -d 'Revoke the active ones; asks first'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l exit-code -d 'End with 12 where the gateway would serve one of them'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from identify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l format -d 'How it is written: csv with a header row, or jsonl' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l scheme -d 'Refuse every row of another scheme: plain, sha256, bcrypt, pbkdf2, scrypt or argon2' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l sunset -d 'Exempt the keys from the lifetime of their role until then, and end those that were not rotated by then; none for never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l create-users -d 'Create users who are missing, with the role of their rows, else basic'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand key; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "add" -d 'Add a provider; openai, ollama and demo need no options'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "list" -d 'List providers in the order they are asked'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "show" -d 'Show one provider'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "set" -d 'Change a provider; what is not named stays'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "remove" -d 'Remove a provider and its stored keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "test" -d 'Ask a provider for its models, with the stored key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "keys" -d 'List stored keys, without the keys'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "set-key" -d 'Store a key of a user, or of the system, encrypted'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and not __fish_seen_subcommand_from add list show set remove test keys set-key unset-key" -f -a "unset-key" -d 'Delete a stored key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l dialect -d 'API that it speaks: openai, ollama or demo' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l url -d 'Base URL, with the path of the API' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l route -d 'Models that go to it; repeat for several' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l auth -d 'Whether it wants a key: key or none; by dialect where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l fallback -d 'Who pays for users without a key of their own: system or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l allow-private -d 'Allow it on a private network'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l url -d 'Move it to another base URL; another host or port drops its stored keys' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l route -d 'Replace the models that go to it; repeat for several' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l auth -d 'Whether it wants a key: key or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l allow-private -d 'Allow it on a private network, or no longer' -r -f -a "true\t''
false\t''"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l fallback -d 'Who pays for users without a key of their own: system or none' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l user -d 'User whose key is sent, or the system\'s where they have none; the system\'s where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l user -d 'Show only keys of this user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l user -d 'User whose key it is; the system\'s where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-file -d 'Read the key from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-env -d 'Read the key from an environment variable' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l key-stdin -d 'Read the key from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from set-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l user -d 'User whose key it is; the system\'s where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand provider; and __fish_seen_subcommand_from unset-key" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -f -a "set" -d 'Add a price, from now or from an instant on'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -f -a "list" -d 'List the prices that hold'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -f -a "show" -d 'Show what a model costs at each provider that serves it'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -f -a "import" -d 'Take over a price list; what stands already is left alone'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and not __fish_seen_subcommand_from set list show import check" -f -a "check" -d 'Find models in use without a price, or with an old one'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l provider -d 'Provider that the price is for; every one where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l request -d 'Price of a request, in USD' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l input -d 'Price of input, in USD per million tokens' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l output-price -d 'Price of output, in USD per million tokens' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l cached -d 'Price of input read from a cache, in USD per million tokens; else that of input' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l cache-write -d 'Price of input written to a cache, in USD per million tokens; else that of input' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l reasoning -d 'Price of reasoning, in USD per million tokens; else that of output' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l second -d 'Price of a second of the request, in USD' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l max-output-tokens -d 'Most tokens that a reply of these models can have' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l from -d 'Instant from which the price holds; now where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l at -d 'Show the prices of this instant' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l at -d 'Show the prices of this instant' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l format -d 'How it is written: litellm or csv' -r -f -a "litellm\t'`LiteLLM`\'s price map'
csv\t'What `price list` writes'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l provider -d 'Take only the prices of this provider, as the file names it; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand price; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "set" -d 'Set a budget, or change one; what is left out stays'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "raise" -d 'Raise a budget, for good or for its present window'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "list" -d 'List budgets and how they stand'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "show" -d 'Show one budget and where its pace leads'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "unset" -d 'Remove a budget'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "check" -d 'List the budgets of which a percentage is spent'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and not __fish_seen_subcommand_from set raise list show unset check recount" -f -a "recount" -d 'Compare every counter with the ledger'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l every -d 'How often it begins anew: day, week, month or total for never' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l alert -d 'Percentages at which it tells of itself, or none; 80,90,100 for a new budget' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l on-exceed -d 'What happens beyond it: block or warn; block for a new budget' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l ref -d 'What it is for, such as an invoice; the same one raises a budget once' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l this-window -d 'Raise the present window alone'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from raise" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l at -d 'Percentage of the limit; by default the lowest that the budget tells of, else 100' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l exit-code -d 'End with 12 where there is one'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l fix -d 'Write what was counted'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand budget; and __fish_seen_subcommand_from recount" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -f -a "set" -d 'Set a limit, or change one; what is left out stays'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -f -a "list" -d 'List limits'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and not __fish_seen_subcommand_from set list unset" -f -a "unset" -d 'Remove a limit, so that what is a default holds again'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l requests -d 'How many requests in how much time, or none for any number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l tokens -d 'How many tokens, input and output together, in how much time, or none for any number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l concurrent -d 'How many requests at once, or none for any number' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l user -d 'For one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l key -d 'For one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l role -d 'For each user of a role, as a default' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l model -d 'Only for models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l global -d 'For all together'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand limit; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "summary" -d 'Add usage up'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "list" -d 'List requests, oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "export" -d 'Write usage out: CSV, or JSON by --output'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "orphans" -d 'List requests that a gateway left behind under a budget when it was killed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "reprice" -d 'Price usage again, by the prices that are known now'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "prune" -d 'Give up the rows of old requests; their sums by day stay'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and not __fish_seen_subcommand_from summary list export orphans reprice prune rebuild" -f -a "rebuild" -d 'Add the sums by day up anew'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l by -d 'Group by user, key, model, provider, role, client, day, hour or month' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l user -d 'Only the usage of one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l key -d 'Only the usage of one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l role -d 'Only the usage of the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l model -d 'Only the usage of models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l chart -d 'Draw a bar for each group, of what it cost'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l ascii -d 'Draw with ASCII characters only'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l global -d 'The usage of everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from summary" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l user -d 'Only the usage of one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l key -d 'Only the usage of one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l role -d 'Only the usage of the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l model -d 'Only the usage of models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l follow -d 'Show the last requests, and each that comes, until Ctrl-C'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l global -d 'The usage of everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l out -d 'Write into this new file, mode 0600, which is there once it is whole' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l by -d 'Group by user, key, model, provider, role, client, day, hour or month' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l user -d 'Only the usage of one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l key -d 'Only the usage of one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l role -d 'Only the usage of the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l model -d 'Only the usage of models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l replace -d 'Replace the file of --out where there is one, at once and as a whole'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l raw -d 'Leave text as it is, also where a spreadsheet would run it as a formula'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l strict -d 'Fail (exit 12) where anything has no price'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l global -d 'The usage of everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l settle -d 'Charge each what was held for it, as the next gateway would'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from orphans" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l user -d 'Only the usage of one user' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l key -d 'Only the usage of one key' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l role -d 'Only the usage of the users of one role' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l model -d 'Only the usage of models that match' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l global -d 'The usage of everybody, which is the default'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from reprice" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l before -d 'Give up the rows of days that were over by then: 2026-01-01, "400d ago"; else what the setting usage.retention says' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand usage; and __fish_seen_subcommand_from rebuild" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l user -d 'Show the account of one user; all users together where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l period -d 'Show a period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l watch -d 'Show it again and again, so far apart, until Ctrl-C' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l ascii -d 'Draw with ASCII characters only'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand dashboard" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "list" -d 'List entries, oldest first'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "show" -d 'Show one entry and its hash'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "export" -d 'Write entries out: CSV, or JSON by --output'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "anchor" -d 'Print one line to keep elsewhere, which proves what the log was'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "verify" -d 'Prove that no entry was altered and none is missing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "prune" -d 'Remove the oldest entries'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and not __fish_seen_subcommand_from list show export anchor verify prune accept" -f -a "accept" -d 'Have a broken log go on, once its break was looked into'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l event -d 'Show only events that match; `*` stands for any run of characters' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l user -d 'Show only what concerns this user and their keys, also a removed one' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l key -d 'Show only what concerns this key, also by an old name or prefix' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l actor -d 'Show only what this operator, OS user or key did' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l ip -d 'Show only what came over HTTP from this address' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l outcome -d 'Show only what ended so: ok, denied or error' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l follow -d 'Go on with new entries as they come, until Ctrl-C'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l out -d 'Write into this new file, mode 0600; never replaces one' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l period -d 'Only this period: 2026, 2026-Q4, 2026-11, 2026-11-21, today, this-month, 7d or A..B' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l since -d 'From a day, month, year or time on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l until -d 'Up to a day, month or year, which is included, or to a time' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l raw -d 'Leave text as it is, also where a spreadsheet would run it as a formula'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from anchor" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l anchor -d 'Prove as well that it is the log of these anchors, one on a line; - for stdin' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l before -d 'Remove what is older than this; else than the setting audit.retention says' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l reason -d 'Say what was looked into, for the audit log' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l confirm -d 'Confirm by the name of the database\'s file' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand audit; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -f -a "list" -d 'List notices, and how far they have come'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -f -a "deliver" -d 'Deliver what is due, as a running gateway does by itself'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and not __fish_seen_subcommand_from list deliver test" -f -a "test" -d 'Send a notice now, to see whether it arrives'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many rows; 50 on a terminal, all elsewhere' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l cursor -d 'Begin behind the page whose `next_cursor` this is' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l sort -d 'Sort by a column, with `:desc` the greatest first' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l all -d 'Show every row'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from deliver" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l to -d 'Way to send it: mail, webhook or command' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand notice; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "list" -d 'List settings'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "get" -d 'Show one setting; with --quiet its value alone'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "set" -d 'Set a setting'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and not __fish_seen_subcommand_from list get set unset" -f -a "unset" -d 'Have the default of a setting hold again'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l value-file -d 'Read the value from a file that nobody else can read' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l value-stdin -d 'Read the value from stdin'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand setting; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "status" -d 'Show where the database is and how large'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "migrate" -d 'Bring a database of an older keyctl to the schema of this one, after a copy'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "check" -d 'Check pages, references and the audit log'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and not __fish_seen_subcommand_from status migrate check backup" -f -a "backup" -d 'Copy the database, and check the copy'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l keep -d 'Keep so many earlier copies as FILE.1, FILE.2 and so on' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l listen -d 'Address to serve at: IP:PORT, or unix:PATH' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l trusted-proxy -d 'Network of proxies whose X-Forwarded-For is believed; may be repeated' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l durability -d 'What a usage row outlives once its reply has ended: a power cut, or a crash of the process' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l workers -d 'Threads that serve, 1024 at most; one for each core where not said' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l max-connections -d 'Connections at once, a million at most' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l max-connections-per-address -d 'Connections at once from one address that is no trusted proxy' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l check -d 'Open everything that serving needs, and end without serving'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand serve" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand completion" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l out-dir -d 'Directory to write the pages into; it is made where it is missing' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand help" -s h -l help -d 'Print help'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l out-dir -d 'Directory of the project' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l db -d 'Database to open' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l master-key-file -d 'Master key: one line of 64 hex digits' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l as -d 'Act as this user, by their own password and code' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l as-password-file -d 'File with the password of that user; asked for where none is named' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l otp -d 'Code for a sensitive command, from the operator\'s own authenticator; - reads it, or a backup code, from stdin' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l token-file -d 'File with a key of a service user: act as that user, with what the key may do' -r -F
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s o -l output -d 'Format of the results: auto (a table on a terminal, tsv elsewhere), table, tsv, json, jsonl or csv' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'aligned for people'
tsv\t'tab-separated values'
json\t'one object'
jsonl\t'one object per line'
csv\t'comma-separated values'"
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l columns -d 'Columns to show, in this order; `help` lists them' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'on a terminal, unless the environment says otherwise'
always\t'always'
never\t'never'"
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l width -d 'Width of tables in characters; 0 is no limit' -r
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l no-headers -d 'Leave out the header line'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s q -l quiet -d 'Print only the essential value: an id, the key'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s v -l verbose -d 'Say more on stderr; repeat for debug'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s y -l yes -d 'Answer yes to moderate confirmations'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l no-input -d 'Never prompt; fail where an answer would be needed'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l dry-run -d 'Show what would change, and change nothing'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -l utc -d 'Show times of tables in UTC'
complete -c keyctl -n "__fish_keyctl_using_subcommand generate" -s h -l help -d 'Print help'
