# Seeds a fresh database and serves it on 127.0.0.1. Run in Redmine's folder. Writes
# "PORT KEY PHONE_FIELD ACCOUNT_FIELD" to descriptor 3 once it listens; ends on SIGTERM.
require File.join(Dir.pwd, 'config', 'environment')
require 'rack/handler/webrick'

Redmine::DefaultData::Loader.load('en')
Setting.rest_api_enabled = '1'
ActionMailer::Base.perform_deliveries = false

# The field of a stranger: it makes the numbers of the others differ from the preset's, and comes
# first in every reply.
def field(name)
  IssueCustomField.create!(name: name, field_format: 'string', is_for_all: true, is_filter: true,
                           searchable: true, trackers: Tracker.all.to_a)
end
field('Nickname')
phone = field('Phone')
account = field('Account')

user = User.new(firstname: 'Call', lastname: 'Center', mail: 'calls@crm.example', language: 'en')
user.login = 'calls'
user.password = SecureRandom.hex(16)
user.save!

# Private ones: anonymous searches of a public project would succeed with a wrong key.
%w[accounts records].each do |name|
  project = Project.create!(name: name.capitalize, identifier: name, is_public: false,
                            trackers: Tracker.all.to_a, enabled_module_names: ['issue_tracking'])
  Member.create!(project: project, principal: user, roles: [Role.givable.first])
end

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: 0, AccessLog: [],
                                 Logger: WEBrick::Log.new($stderr, WEBrick::Log::WARN))
server.mount('/', Rack::Handler::WEBrick, Rails.application)
trap('TERM') { server.shutdown }
port = server.listeners.first.addr[1]
IO.for_fd(3).tap do |ready|
  ready.puts "#{port} #{user.api_key} #{phone.id} #{account.id}"
  ready.close
end
server.start
